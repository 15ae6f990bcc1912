import type { FastifyInstance } from 'fastify';

/** Requests that continue together. More save little, and those already read wait longer. */
const BATCH_SIZE = 32;

/**
 * Handles requests in batches: what one turn of the event loop has read continues together, and so do responses that are
 * ready. The promises of a batch take turns, so that the same code runs for all of them in a row and stays in the
 * processor's caches; request after request evicts it. A busy service needs a third to two thirds less CPU time, see ADR 27.
 * One that is not busy waits for nothing but the rest of the turn.
 *
 * Requests without a body never wait: Node closes the connection of a client that has ended its half while the request is
 * unread.
 */
export function batchRequests(fastify: FastifyInstance): void {
  const [handling, sending] = [new Batch(), new Batch()];
  fastify.addHook('preHandler', ({ body }, _reply, done) => {
    if (body === undefined) done();
    else void handling.join().then(() => done());
  });
  fastify.addHook('onSend', ({ body }, _reply, payload, done) => {
    if (body === undefined) done(null, payload);
    else void sending.join().then(() => done(null, payload));
  });
}

/** Resolves the promises of all that have joined: when they are {@link BATCH_SIZE}, or when the turn ends. */
class Batch {
  private members = 0;
  private joined: Promise<void> | undefined;
  private release: () => void = () => undefined;

  join(): Promise<void> {
    const joined = (this.joined ??= this.open());
    if (++this.members === BATCH_SIZE) this.close();
    return joined;
  }

  private open(): Promise<void> {
    this.members = 0;
    setImmediate(this.close);
    return new Promise((resolve) => (this.release = resolve));
  }

  private readonly close = (): void => {
    this.release();
    this.joined = undefined;
  };
}
