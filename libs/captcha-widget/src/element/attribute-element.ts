import type { CaptchaFieldType, TypedEvents } from '../events.js';

/** Server-side rendering loads this module without a DOM. */
const Base = (globalThis.HTMLElement ?? class {}) as new () => TypedEvents &
  HTMLElement &
  AttributeProperties;

/** Frameworks unset a property with `null` or `undefined`, which removes its attribute. */
type Unset = null | undefined;

/** Attributes as properties for frameworks. */
export interface AttributeProperties {
  /** URL of the issue endpoint; codes are verified at `…/verify`. @default `api/v1/system/user/captcha` at `server` */
  get endpoint(): string;
  set endpoint(url: string | Unset);
  /** @default the server's default tenant */
  get tenant(): string;
  set tenant(tenant: string | Unset);
  /** @default 'login' */
  get use(): string;
  set use(use: string | Unset);
  /** @default 'image' */
  get type(): CaptchaFieldType;
  set type(type: CaptchaFieldType | Unset);
  /** E-mail address or phone number that receives the code. @default the value of {@link accountInput} */
  get account(): string;
  set account(account: string | Unset);
  /** Id of the page's own input for the account. */
  get accountInput(): string;
  set accountInput(id: string | Unset);
  /** `image`, `audio` (a recording), `pow` (a proof of work). @default a picture; for a step-up what the tenant has chosen */
  get presentation(): string;
  set presentation(presentation: string | Unset);
  /** BCP 47 tag of the field's texts and of the server's responses. @default the nearest `lang`, else the browser's */
  get language(): string;
  set language(language: string | Unset);
  /** Name of the form entry. @default 'ticket' */
  get name(): string;
  set name(name: string | Unset);
  get disabled(): boolean;
  set disabled(isDisabled: boolean);
  /** Whether the last character of the code verifies it. */
  get autoVerify(): boolean;
  set autoVerify(isAutomatic: boolean);
}

/** Reflects the attributes as properties. */
export abstract class AttributeElement extends Base {
  /** Base URL of the default `endpoint`. @default the page's origin; for `/captcha-field.js`, the script's origin */
  static server = '/';

  /** The input that `account-input` names, looked up at each use: frameworks replace elements. */
  protected get _accountElement(): HTMLInputElement | undefined {
    const id = this.getAttribute('account-input');
    const found = id && (this.getRootNode() as Document).getElementById(id);
    return found instanceof HTMLInputElement ? found : undefined;
  }

  /** Values of absent and of empty attributes. */
  protected get _defaults(): Partial<AttributeProperties> {
    return {
      endpoint: `${(this.constructor as typeof AttributeElement).server}api/v1/system/user/captcha`,
      use: 'login',
      type: 'image',
      account: this._accountElement?.value.trim(),
      language: this.closest<HTMLElement>('[lang]')?.lang || navigator.language || 'en',
    } as Partial<AttributeProperties>;
  }
}

for (const name of [
  ...['endpoint', 'tenant', 'use', 'type', 'account', 'accountInput', 'presentation', 'language', 'name'],
  ...['disabled', 'autoVerify'],
] as const) {
  const attribute = name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
  const isBoolean = name === 'disabled' || name === 'autoVerify';
  Object.defineProperty(AttributeElement.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: AttributeElement) {
      if (isBoolean) return this.hasAttribute(attribute);
      return this.getAttribute(attribute) || (this._defaults[name] ?? '');
    },
    set(this: AttributeElement, value: unknown) {
      if (isBoolean) this.toggleAttribute(attribute, Boolean(value));
      else if (value === null || value === undefined) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value as string);
    },
  });
}
