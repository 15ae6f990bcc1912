import { Picture } from './picture.js';
import type { Presentation } from './presentation.js';
import { Speech } from './speech.js';

/** All presentations of an image captcha. The type, the validation and Swagger use this list. ← add yours */
export const PRESENTATIONS = [Picture, Speech] as const satisfies Presentation[];

export type PresentationName = (typeof PRESENTATIONS)[number]['name'];
export const PRESENTATION_NAMES: readonly PresentationName[] = PRESENTATIONS.map(({ name }) => name);
/** Used when a request names none. */
export const DEFAULT_PRESENTATION: PresentationName = Picture.name;

export function presentationOf(name: PresentationName): Presentation {
  return PRESENTATIONS.find((presentation) => presentation.name === name) ?? Picture;
}
