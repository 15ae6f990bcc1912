import { connect, type ConnectionOptions } from 'node:tls';
import { AbstractConnector, SentinelConnector, type SentinelConnectionOptions } from 'ioredis';

type ErrorEmitter = Parameters<SentinelConnector['connect']>[0];
type Stream = Awaited<ReturnType<SentinelConnector['connect']>>;

/**
 * A TLS socket that is closed during its handshake can emit two errors, e.g. for an untrusted certificate and an alert.
 * ioredis' own connectors handle one; the second would end the process.
 */
const handleErrors = (stream: Stream): Stream => stream.on('error', () => undefined);

interface TlsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: ConnectionOptions;
  readonly disconnectTimeout: number;
}

/** Connects to one server with TLS. */
export class TlsConnector extends AbstractConnector {
  private readonly options: TlsServerOptions;

  /** @param options of the client: `host`, `port`, `tls` and `disconnectTimeout` */
  constructor(options: unknown) {
    super((options as TlsServerOptions).disconnectTimeout);
    this.options = options as TlsServerOptions;
  }

  async connect(): Promise<Stream> {
    this.connecting = true;
    // A client that is closed in the same turn opens no connection.
    await Promise.resolve();
    if (!this.connecting) throw new Error('Connection is closed.');
    const { host, port, tls } = this.options;
    const stream = connect({ host, port, ...tls });
    stream.once('error', (error: Error) => (this.firstError = error));
    this.stream = handleErrors(stream);
    return this.stream;
  }
}

/** Asks the sentinels for the primary and connects to it with TLS. */
export class TlsSentinelConnector extends SentinelConnector {
  /** @param options of the client */
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions);
  }

  override async connect(emitError: ErrorEmitter): Promise<Stream> {
    return handleErrors(await super.connect(emitError));
  }
}
