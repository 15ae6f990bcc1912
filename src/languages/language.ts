import type { Texts } from '@system-management/i18n';
import type { en } from './en.js';

/** All texts in one language. A missing text does not compile. */
export type Language = Texts<typeof en>;
