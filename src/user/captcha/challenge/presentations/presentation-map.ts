import type { PresentationName } from './index.js';
import type { Presentation } from './presentation.js';

/** Injection token of {@link Presentations}. */
export const PRESENTATION_MAP = Symbol('Presentations');
export type Presentations = Readonly<Record<PresentationName, Presentation>>;
