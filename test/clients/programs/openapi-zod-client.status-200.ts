import { createApiClient } from './client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

/** openapi-zod-client with zodios, for a server whose failures have status 200: a response is one of several schemas. */
export async function run(baseUrl: string): Promise<Journey> {
  const api = createApiClient(baseUrl);

  const issued = await api.issueCaptcha(EMAIL);
  if (issued.code !== 0) throw new Error(issued.msg);
  const { codeID } = issued.data;

  const outbox = await api.listOutboxMessages({ queries: { codeID, wait: 5000 } });
  if (outbox.code !== 0) throw new Error(outbox.msg);
  const message = outbox.data.messages[0];
  if (!message) throw new Error('no message');

  const refused = await api.verifyCaptcha({ ...EMAIL, codeID, code: otherThan(message.code) });
  if (refused.code !== 1000005) throw new Error('not refused');
  const wrong = refused.code;

  const verified = await api.verifyCaptcha({ ...EMAIL, codeID, code: message.code });
  if (verified.code !== 0) throw new Error(verified.msg);
  const { ticket } = verified.data;

  const invalid = await api.issueCaptcha({ ...EMAIL, account: 'no address' });
  if (invalid.code !== 100006) throw new Error('not invalid');
  const field = invalid.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const stepUp = await api.issueCaptcha(EMAIL, { headers: STEP_UP });
  if (stepUp.code !== 1000034) throw new Error('no image required');
  const { url } = stepUp.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
