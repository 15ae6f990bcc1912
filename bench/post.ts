import { type Agent, request } from 'node:http';

/** What came back, without its body. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Milliseconds from the call to the last byte: waiting for a connection counts. */
  readonly ms: number;
}

/**
 * Posts JSON and reads the answer to its end, whatever its status.
 * @throws {Error} the socket's, when the connection breaks
 */
export function post(url: string, body: object, agent: Agent): Promise<Answer> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    request(url, { method: 'POST', agent, headers }, (response) => {
      const { statusCode = 0, headers } = response;
      response
        .on('error', reject)
        .on('end', () =>
          resolve({ status: statusCode, retryAfter: headers['retry-after'], ms: performance.now() - start }),
        )
        .resume();
    })
      .on('error', reject)
      .end(JSON.stringify(body));
  });
}
