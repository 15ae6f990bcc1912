import { DsnError, type Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { TransportError } from '../transport.js';

const VALUES = {
  code: ({ metadata }: Message) => metadata.code,
  /** Whole minutes that are certainly left when the message is read at once; never 0. */
  minutes: ({ metadata }: Message) => String(Math.max(1, Math.floor(metadata.expire / 60))),
};

/**
 * What the placeholder of a verification template takes, at every vendor: Alibaba Cloud 4 to 6 letters or digits,
 * Tencent Cloud up to 6 digits. A notification template takes longer ones, and letters.
 * https://help.aliyun.com/en/sms/templaterule-template-variable-parameter-filling-example
 */
const VERIFICATION_CODE = /^\d{4,6}$/;

/** Refusals that are about what was filled in, or about the template itself. */
const ABOUT_TEMPLATE = /template|PARAM_LENGTH/i;

/**
 * For vendors that send approved texts only: which one, under which signature, and what is filled in. DSN
 * options:
 * - `template`: its id; by language `SMS_1,zh-CN:SMS_2,ja:SMS_3`, the one without a language for all others.
 * - `strongtemplate`: as `template`, an approved notification for codes that a verification template does not take:
 *   those with letters, as accounts under attack get, and those of more than six digits.
 * - `sign`: the signature of messages whose tenant has none.
 * - `params`: what the placeholders are called and mean, in their order: `code` (default), `code,minutes`,
 *   `number:code,time:minutes`.
 */
export class SmsTemplates {
  readonly #name: string;
  readonly #sign: string;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #strongIds: ReadonlyMap<string, string> | undefined;
  readonly #params: readonly { name: string; value: keyof typeof VALUES }[];

  /** @throws {DsnError} when an option is missing or wrong */
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
        `${this.#name}: the option "params" is like code,minutes or number:code,time:minutes`,
      );
    });
  }

  /** The one for all other languages: what a check asks for. */
  get defaultId(): string {
    return idIn(this.#ids, '');
  }

  /** By exact tag, else by ever fewer subtags (`zh-TW`, `zh`), else the one for all others. */
  idFor({ metadata }: Message): string {
    const ids = VERIFICATION_CODE.test(metadata.code) ? this.#ids : (this.#strongIds ?? this.#ids);
    return idIn(ids, metadata.language);
  }

  /** What would have helped a message that the vendor refused with this code; `''` when the template is not to blame. */
  remedyFor({ metadata }: Message, refusal = ''): string {
    const isMissing = this.#strongIds === undefined && !VERIFICATION_CODE.test(metadata.code);
    return isMissing && ABOUT_TEMPLATE.test(refusal)
      ? 'verification templates take 4 to 6 digits only, and this code has more or letters: add ?strongtemplate=… to the DSN, a notification template'
      : '';
  }

  /** What stands where, in the order of the option. */
  values(message: Message): { name: string; value: string }[] {
    return this.#params.map(({ name, value }) => ({ name, value: VALUES[value](message) }));
  }

  /** The tenant's signature, else the DSN's; `''` without either. */
  sign({ sign }: Message): string {
    return sign || this.#sign;
  }

  /** @throws {TransportError} `refused` when neither tenant nor DSN has one */
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

function idIn(ids: ReadonlyMap<string, string>, language: string): string {
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
        `${dsn.toString()}: the option "${option}" is like SMS_1 or SMS_1,zh-CN:SMS_2,ja:SMS_3`,
      );
    }
    ids.set(language.toLowerCase(), id);
  }
  if (ids.has('')) return ids;
  throw new DsnError(
    `${dsn.toString()}: the option "${option}" needs one without a language, for all others`,
  );
}
