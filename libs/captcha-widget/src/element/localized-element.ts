import { AttributeElement } from './attribute-element.js';
import { loadTexts, textsFor } from '../texts/languages.js';
import type { CaptchaFieldTexts } from '../texts/texts.js';

/** Texts in the language of the element, with the page's overrides. */
export abstract class LocalizedElement extends AttributeElement {
  /** Overrides `text-*` attributes, which override the texts of the language. */
  texts: Partial<CaptchaFieldTexts> = {};
  #areLoading = false;

  /** Whether the texts of the language are still on their way. */
  protected get _areTextsLoading(): boolean {
    return this.#areLoading;
  }

  /** Loads the texts of the language, and calls `onLoaded` when they are there. */
  protected _loadTexts(onLoaded: () => void): void {
    const loading = loadTexts(this.language);
    this.#areLoading = loading !== undefined;
    void loading?.then(() => {
      this.#areLoading = false;
      onLoaded();
    });
  }

  get _localized(): { readonly texts: CaptchaFieldTexts; readonly lang: string } {
    const { texts, lang } = textsFor(this.language);
    let isCustom = false;
    for (const key of Object.keys(texts) as (keyof CaptchaFieldTexts)[]) {
      const own = this.texts[key] ?? this.getAttribute(`text-${key}`);
      isCustom ||= own !== null;
      texts[key] = own ?? texts[key];
    }
    return { texts, lang: isCustom ? this.language : lang };
  }
}
