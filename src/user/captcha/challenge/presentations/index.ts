import { AudioPresentation } from './audio.presentation.js';
import { ImagePresentation } from './image.presentation.js';
import { PowPresentation } from './pow.presentation.js';
import type { PresentationClass } from './presentation.js';

/** All presentations of an image captcha. Validation, Swagger, injection and the playground use this list. ← add yours */
export const PRESENTATIONS = [
  ImagePresentation,
  AudioPresentation,
  PowPresentation,
] as const satisfies PresentationClass[];

export type PresentationName = (typeof PRESENTATIONS)[number]['presentation'];
export const PRESENTATION_NAMES: readonly PresentationName[] = PRESENTATIONS.map(
  ({ presentation }) => presentation,
);
/** Used when a request names none. */
export const DEFAULT_PRESENTATION: PresentationName = ImagePresentation.presentation;

/** The class of a presentation. */
export function presentationOf(name: PresentationName): PresentationClass {
  return PRESENTATIONS.find(({ presentation }) => presentation === name) ?? ImagePresentation;
}
