import { Picture } from './picture.js';
import type { Presentation } from './presentation.js';
import { Speech } from './speech.js';

/** Every way to present an image captcha: the list is the type, the validation and the documentation. ← add yours */
export const PRESENTATIONS = [Picture, Speech] as const satisfies Presentation[];

export type PresentationName = (typeof PRESENTATIONS)[number]['name'];
export const PRESENTATION_NAMES: readonly PresentationName[] = PRESENTATIONS.map(({ name }) => name);
/** For requests that do not name one. */
export const DEFAULT_PRESENTATION: PresentationName = Picture.name;

/** The presentation of this name. */
export function presentationOf(name: PresentationName): Presentation {
  return PRESENTATIONS.find((presentation) => presentation.name === name) ?? Picture;
}
