import { randomBytes } from 'node:crypto';
import { type HttpSink, startHttpSink } from '@system-management/messaging/testing';

/** What Turnstile answers about a token. */
type Answer = Readonly<Record<string, unknown>>;

/** How a vendor is away. */
export type Outage = 'silent' | 'failing' | 'secret refused';

/** A server that speaks Turnstile's protocol on loopback. Unlike Turnstile it accepts a token again and again. */
export class VendorServer {
  /** What it answers about each token that it has issued. */
  private readonly answers = new Map<string, Answer>();
  outage: Outage | undefined;

  private constructor(
    private readonly secret: string,
    readonly siteKey: string,
  ) {}

  private sink!: HttpSink;

  static async start(): Promise<VendorServer> {
    const server = new VendorServer(`secret-${randomBytes(16).toString('hex')}`, '0x4AAAAAAATESTKEY');
    server.sink = await startHttpSink((response, { body, headers }) => {
      if (server.outage === 'silent') return;
      const form = new URLSearchParams(body);
      const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
      const isOurs = server.outage !== 'secret refused' && form.get('secret') === server.secret && isForm;
      const answer = server.answers.get(form.get('response') ?? '') ?? refusal('invalid-input-response');
      response.writeHead(server.outage === 'failing' ? 500 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isOurs ? answer : refusal('invalid-input-secret')));
    });
    return server;
  }

  /** Where it listens. */
  get origin(): string {
    return `http://127.0.0.1:${this.sink.port}`;
  }

  /** The DSN of a tenant whose host is `www.example.com`. */
  get dsn(): string {
    const endpoint = encodeURIComponent(this.origin);
    const options = `sitekey=${this.siteKey}&hostname=www.example.com&timeout=1&endpoint=${endpoint}`;
    return `turnstile://${this.secret}@default?${options}`;
  }

  /** The forms that it was asked with. */
  get asked(): readonly Readonly<Record<string, string>>[] {
    return this.sink.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  }

  /** What nothing may show. */
  get secrets(): readonly string[] {
    return [this.secret, ...this.answers.keys()];
  }

  /** A token of a solved widget. @param changes what Turnstile says of it instead */
  token(changes: Answer = {}): string {
    const token = `0.${randomBytes(150).toString('base64url')}`;
    this.answers.set(token, {
      success: true,
      challenge_ts: new Date().toISOString(),
      hostname: 'www.example.com',
      action: 'login',
      'error-codes': [],
      ...changes,
    });
    return token;
  }

  async stop(): Promise<void> {
    await this.sink.stop();
  }
}

function refusal(code: string): Answer {
  return { success: false, 'error-codes': [code] };
}
