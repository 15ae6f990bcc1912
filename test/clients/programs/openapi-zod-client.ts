import { isErrorFromAlias } from '@zodios/core';
import { createApiClient } from './client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** openapi-zod-client with zodios, for a server whose failures have an HTTP status of their own, or 400. */
export async function run(baseUrl: string): Promise<Journey> {
  const api = createApiClient(baseUrl);

  const { codeID } = (await api.issueCaptcha(EMAIL)).data;

  const outbox = await api.listOutboxMessages({ queries: { codeID, wait: 5000 } });
  const message = outbox.data.messages[0];
  if (!message) throw new Error('no message');

  const refused = await failure(api.verifyCaptcha({ ...EMAIL, codeID, code: otherThan(message.code) }));
  if (!isErrorFromAlias(api.api, 'verifyCaptcha', refused)) throw refused;
  if (refused.response.data.code !== 1000005) throw refused;
  const wrong = refused.response.data.code;

  const { ticket } = (await api.verifyCaptcha({ ...EMAIL, codeID, code: message.code })).data;

  const invalid = await failure(api.issueCaptcha({ ...EMAIL, account: 'no address' }));
  if (!isErrorFromAlias(api.api, 'issueCaptcha', invalid)) throw invalid;
  if (invalid.response.data.code !== 100006) throw invalid;
  const field = invalid.response.data.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const stepUp = await failure(api.issueCaptcha(EMAIL, { headers: STEP_UP }));
  if (!isErrorFromAlias(api.api, 'issueCaptcha', stepUp)) throw stepUp;
  if (stepUp.response.data.code !== 1000034) throw stepUp;
  const { url } = stepUp.response.data.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
