import { issueCaptcha, listOutboxMessages, verifyCaptcha } from './client';
import { createClient } from './client/client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

/** @hey-api/openapi-ts, for a server whose failures have an HTTP status of their own, or 400. */
export async function run(baseUrl: string): Promise<Journey> {
  const client = createClient({ baseUrl });

  const issued = await issueCaptcha({ client, body: EMAIL });
  if (!issued.data) throw new Error(issued.error.msg);
  const { codeID } = issued.data.data;

  const outbox = await listOutboxMessages({ client, query: { codeID, wait: 5000 } });
  const message = outbox.data?.data.messages[0];
  if (!message) throw new Error('no message');

  const refused = await verifyCaptcha({ client, body: { ...EMAIL, codeID, code: otherThan(message.code) } });
  if (refused.error?.code !== 1000005) throw new Error('not refused');
  const wrong = refused.error.code;

  const verified = await verifyCaptcha({ client, body: { ...EMAIL, codeID, code: message.code } });
  if (!verified.data) throw new Error(verified.error.msg);
  const { ticket } = verified.data.data;

  const invalid = await issueCaptcha({ client, body: { ...EMAIL, account: 'no address' } });
  if (invalid.error?.code !== 100006) throw new Error('not invalid');
  const field = invalid.error.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const stepUp = await issueCaptcha({ client, body: EMAIL, headers: STEP_UP });
  if (stepUp.error?.code !== 1000034) throw new Error('no image required');
  const { url } = stepUp.error.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
