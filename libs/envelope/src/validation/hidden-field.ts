import { Allow } from 'class-validator';

const HIDDEN = Symbol('HiddenField');

/**
 * A field that the page fills in, such as an id, like a hidden input of HTML. If it is invalid, `msg` asks the person to
 * reload the page; `data.errors` has the details.
 */
export const HiddenField = (): PropertyDecorator => Allow({ context: HIDDEN });

/** Whether a rule of class-validator is the mark of {@link HiddenField}. */
export function isHiddenMark({ context }: { readonly context?: unknown }): boolean {
  return context === HIDDEN;
}
