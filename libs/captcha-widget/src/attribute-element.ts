import type { CaptchaFieldType, TypedEvents } from './events.js';

/** Server-side rendering loads this module without a DOM. */
const Base = (globalThis.HTMLElement ?? class {}) as new () => TypedEvents & HTMLElement;

/** Reflects the attributes, with their defaults, as properties for frameworks. */
export abstract class AttributeElement extends Base {
  /** Base URL of the default `endpoint`. @default the page's origin; for `/captcha-field.js`, the script's origin */
  static server = '/';

  /** URL of the issue endpoint; codes are verified at `…/verify`. @default `api/v1/system/user/captcha` at {@link server} */
  get endpoint(): string {
    return (
      this.getAttribute('endpoint') ||
      `${(this.constructor as typeof AttributeElement).server}api/v1/system/user/captcha`
    );
  }
  set endpoint(url: string | null | undefined) {
    this.#write('endpoint', url);
  }

  get tenant(): string {
    return this.getAttribute('tenant') ?? '';
  }
  set tenant(tenant: string | null | undefined) {
    this.#write('tenant', tenant);
  }

  /** @default 'login' */
  get use(): string {
    return this.getAttribute('use') || 'login';
  }
  set use(use: string | null | undefined) {
    this.#write('use', use);
  }

  /** @default 'image' */
  get type(): CaptchaFieldType {
    return (this.getAttribute('type') || 'image') as CaptchaFieldType;
  }
  set type(type: CaptchaFieldType | null | undefined) {
    this.#write('type', type);
  }

  /** E-mail address or phone number that receives the code. */
  get account(): string {
    return this.getAttribute('account') ?? '';
  }
  set account(account: string | null | undefined) {
    this.#write('account', account);
  }

  /** `audio` starts with a recording. @default 'image' */
  get presentation(): string {
    return this.getAttribute('presentation') ?? '';
  }
  set presentation(presentation: string | null | undefined) {
    this.#write('presentation', presentation);
  }

  /** BCP 47 tag of the field's texts and of the server's responses. @default the nearest `lang`, else the browser's */
  get language(): string {
    const own = this.getAttribute('language');
    return own || this.closest<HTMLElement>('[lang]')?.lang || navigator.language || 'en';
  }
  set language(language: string | null | undefined) {
    this.#write('language', language);
  }

  /** Name of the form entry. @default 'ticket' */
  get name(): string {
    return this.getAttribute('name') ?? '';
  }
  set name(name: string | null | undefined) {
    this.#write('name', name);
  }

  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }
  set disabled(isDisabled: boolean) {
    this.toggleAttribute('disabled', isDisabled);
  }

  #write(name: string, value: string | null | undefined): void {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }
}
