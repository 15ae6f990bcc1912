import type { Texts } from '@system-management/i18n';
import type { en } from './en.js';

/** Every text in one language; what is missing does not compile. */
export type Language = Texts<typeof en>;
