import { inspect } from 'node:util';

/** An invalid DSN. The message names the part and the remedy and quotes no secret. */
export class DsnError extends Error {
  override readonly name = 'DsnError';
}

/**
 * A vendor, its credentials and its options in one line: `scheme://user:password@host:port/path?option=value`.
 * Special characters are percent-encoded. A `+` is a literal plus: base64 and addresses contain it.
 * `toString`, `toJSON` and `util.inspect` show scheme, host and port only: the other parts may be secret.
 */
export class Dsn {
  readonly #url: URL;
  readonly #options: ReadonlyMap<string, string>;
  readonly #supported = new Set<string>();

  private constructor(url: URL, options: ReadonlyMap<string, string>) {
    this.#url = url;
    this.#options = options;
  }

  /** @throws {DsnError} when the text is not a well-formed DSN */
  static parse(text: string): Dsn {
    if (!/^[a-z][a-z0-9+.-]*:(\/\/|\?|$)/i.test(text.trim())) {
      throw new DsnError('A DSN begins with its scheme, like smtp://host or outbox:');
    }
    if (!URL.canParse(text)) {
      throw new DsnError(
        'The DSN is not a URL: percent-encode special characters in user, password and options',
      );
    }
    const url = new URL(text);
    if (url.hash !== '') throw new DsnError('A # in a DSN must be written %23');
    return new Dsn(url, parseOptions(url.search.slice(1)));
  }

  /** Lower case, without the colon. */
  get scheme(): string {
    return this.#url.protocol.slice(0, -1);
  }

  /** Host name or IP address, `''` when absent; IPv6 without brackets. */
  get host(): string {
    return this.#url.hostname.replace(/^\[(.*)\]$/, '$1');
  }

  /** Host and port in URL form. */
  get hostAndPort(): string {
    return this.#url.host;
  }

  get port(): number | undefined {
    return this.#url.port === '' ? undefined : Number(this.#url.port);
  }

  get user(): string | undefined {
    return this.#url.username === '' ? undefined : decode(this.#url.username, 'user');
  }

  get password(): string | undefined {
    return this.#url.password === '' ? undefined : decode(this.#url.password, 'password');
  }

  /** @throws {DsnError} when one of the two is absent */
  requiredCredentials(): { user: string; password: string } {
    const { user, password } = this;
    if (user !== undefined && password !== undefined) return { user, password };
    throw new DsnError(`${this.toString()} needs both user and password: ${this.scheme}://USER:PASSWORD@…`);
  }

  /** Still percent-encoded; `''` when absent. */
  get path(): string {
    return this.#url.pathname;
  }

  /** The value of an option, decoded. Marks the option as supported, see {@link Dsn.refuseUnknownOptions}. */
  option(name: string): string | undefined {
    this.#supported.add(name);
    return this.#options.get(name);
  }

  /** @throws {DsnError} when the option is absent or empty */
  requiredOption(name: string): string {
    const value = this.option(name);
    if (value === undefined || value === '') {
      throw new DsnError(`${this.toString()} needs the option "${name}": add ?${name}=…`);
    }
    return value;
  }

  /** @throws {DsnError} when an option is present that was never read: most likely a typo */
  refuseUnknownOptions(): void {
    const unknown = [...this.#options.keys()].filter((name) => !this.#supported.has(name));
    if (unknown.length === 0) return;
    const known = [...this.#supported].join(', ') || 'none';
    throw new DsnError(`${this.toString()} has unknown options: ${unknown.join(', ')}; known: ${known}`);
  }

  toString(): string {
    return this.hostAndPort === '' ? `${this.scheme}:` : `${this.scheme}://${this.hostAndPort}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return `Dsn(${this.toString()})`;
  }
}

// Not URLSearchParams: it reads a plus as a space.
function parseOptions(query: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const [name = '', ...value] = pair.split('=');
    if (!/^[a-z][a-z0-9]*$/i.test(name)) throw new DsnError('A DSN option is written name=value');
    if (options.has(name)) throw new DsnError(`The DSN option "${name}" is given twice`);
    options.set(name, decode(value.join('='), `option "${name}"`));
  }
  return options;
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DsnError(`The ${part} of the DSN has a % that is not percent-encoding: write %25`);
  }
}
