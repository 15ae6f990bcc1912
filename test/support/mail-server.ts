import {
  type SmtpSink,
  startSmtpSink,
  testCertificate,
  type TestCertificate,
} from '@system-management/messaging/testing';

type Mail = SmtpSink['received'][number];

/** An SMTP server on loopback with a self-signed certificate and one user: `user`, password "correct horse". */
export class MailServer {
  private constructor(
    readonly sink: SmtpSink,
    private readonly certificate: TestCertificate,
  ) {}

  static async start(): Promise<MailServer> {
    const certificate = await testCertificate();
    const sink = await startSmtpSink({
      ...certificate,
      disabledCommands: [],
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === 'user' && password === 'correct horse'
          ? done(null, { user: username })
          : done(Object.assign(new Error(`no: ${password}`), { responseCode: 535 })),
    });
    return new MailServer(sink, certificate);
  }

  get port(): number {
    return this.sink.port;
  }

  /** @param user URL-encoded `user:password` @default the valid credentials */
  dsn(user = 'user:correct%20horse', port = this.port): string {
    return `smtp://${user}@127.0.0.1:${port}?from=no-reply@shop.example&ca=${encodeURIComponent(this.certificate.path)}`;
  }

  mailsTo(address: string): readonly Mail[] {
    return this.sink.received.filter((mail) => mail.to.includes(address));
  }

  async stop(): Promise<void> {
    await Promise.all([this.sink.stop(), this.certificate.remove()]);
  }
}
