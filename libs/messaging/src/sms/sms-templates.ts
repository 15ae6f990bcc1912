import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { TransportError } from '../transport.js';

const VALUES = {
  code: ({ metadata }: Message) => metadata.code,
  /** Remaining lifetime in whole minutes, rounded down; at least 1. */
  minutes: ({ metadata }: Message) => String(Math.max(1, Math.floor(metadata.expire / 60))),
};

/**
 * Codes that the placeholder of a verification template accepts at every vendor: Alibaba Cloud takes 4 to 6 letters
 * or digits, Tencent Cloud up to 6 digits. Notification templates accept longer codes and letters.
 * https://help.aliyun.com/en/sms/templaterule-template-variable-parameter-filling-example
 */
const VERIFICATION_CODE = /^\d{4,6}$/;

/** Vendor codes that reject the template or its parameters. */
const TEMPLATE_REFUSAL = /template|PARAM_LENGTH/i;

/**
 * Selects template, signature and parameters for vendors that send approved texts only. DSN options:
 * - `template`: template id; by language `SMS_1,zh-CN:SMS_2,ja:SMS_3`. The id without a language is the default.
 * - `strongtemplate`: as `template`, an approved notification template for codes that a verification template
 *   rejects: codes with letters (issued to accounts under attack) and codes of more than six digits.
 * - `sign`: the signature of messages whose tenant has none.
 * - `params`: the template's placeholders in order, optionally `name:value`: `code` (default), `code,minutes`,
 *   `number:code,time:minutes`.
 */
export class SmsTemplates {
  readonly #name: string;
  readonly #sign: string;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #strongIds: ReadonlyMap<string, string> | undefined;
  readonly #params: readonly { name: string; value: keyof typeof VALUES }[];

  /** @throws {DsnError} when an option is missing or invalid */
  constructor(dsn: Dsn) {
    this.#name = dsn.toString();
    this.#sign = dsn.option('sign') ?? '';
    this.#ids = templateIds(dsn, 'template', dsn.requiredOption('template'));
    const strong = dsn.option('strongtemplate');
    this.#strongIds = strong === undefined ? undefined : templateIds(dsn, 'strongtemplate', strong);
    this.#params = (dsn.option('params') ?? 'code').split(',').map((param) => {
      const [, name = '', value = name] = /^(\w+)(?::(\w+))?$/.exec(param) ?? [];
      if (isValue(value)) return { name, value };
      throw new DsnError(
        `${this.#name}: the option "params" must look like code,minutes or number:code,time:minutes`,
      );
    });
  }

  /** The id without a language; used by `check`. */
  get defaultId(): string {
    return idForLanguage(this.#ids, '');
  }

  /** Whether there is a `strongtemplate`. A verification template refuses the codes that it is for. */
  get takeStrongCodes(): boolean {
    return this.#strongIds !== undefined;
  }

  /** Whether the DSN has a signature for messages without one. */
  get hasSign(): boolean {
    return this.#sign !== '';
  }

  /** Looks up the full language tag, then its prefixes (`zh-TW`, `zh`), then the default. */
  idFor({ metadata }: Message): string {
    const ids = VERIFICATION_CODE.test(metadata.code) ? this.#ids : (this.#strongIds ?? this.#ids);
    return idForLanguage(ids, metadata.language);
  }

  /** What fixes a refusal with this vendor code; `''` when the template did not cause it. */
  remedyFor({ metadata }: Message, refusal = ''): string {
    const isMissing = this.#strongIds === undefined && !VERIFICATION_CODE.test(metadata.code);
    return isMissing && TEMPLATE_REFUSAL.test(refusal)
      ? 'verification templates take 4 to 6 digits only, and this code has more or letters: add ?strongtemplate=… to the DSN, a notification template'
      : '';
  }

  /** Names and values of the template's parameters, in the order of the option `params`. */
  values(message: Message): { name: string; value: string }[] {
    return this.#params.map(({ name, value }) => ({ name, value: VALUES[value](message) }));
  }

  /** The message's signature, else the DSN's; `''` without either. */
  sign({ sign }: Message): string {
    return sign || this.#sign;
  }

  /** @throws {TransportError} `refused` when neither the message nor the DSN has a signature */
  requiredSign(message: Message): string {
    const sign = this.sign(message);
    if (sign !== '') return sign;
    throw new TransportError(
      'refused',
      `${this.#name} has no signature to send under: add ?sign=… to its DSN`,
    );
  }
}

function isValue(text: string): text is keyof typeof VALUES {
  return Object.hasOwn(VALUES, text);
}

function idForLanguage(ids: ReadonlyMap<string, string>, language: string): string {
  const subtags = language.toLowerCase().split('-');
  const tags = subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
  const found = [...tags, ''].find((tag) => ids.has(tag)) ?? '';
  return ids.get(found) ?? '';
}

function templateIds(dsn: Dsn, option: string, text: string): Map<string, string> {
  const ids = new Map<string, string>();
  for (const entry of text.split(',')) {
    const [, language = '', id] = /^(?:([A-Za-z0-9-]+):)?([\w-]+)$/.exec(entry) ?? [];
    if (id === undefined || ids.has(language.toLowerCase())) {
      throw new DsnError(
        `${dsn.toString()}: the option "${option}" must look like SMS_1 or SMS_1,zh-CN:SMS_2,ja:SMS_3`,
      );
    }
    ids.set(language.toLowerCase(), id);
  }
  if (ids.has('')) return ids;
  throw new DsnError(
    `${dsn.toString()}: the option "${option}" needs an id without a language as the default`,
  );
}
