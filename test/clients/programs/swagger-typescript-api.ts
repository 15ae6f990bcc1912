import { Api } from './client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

/** swagger-typescript-api, for a server whose failures have an HTTP status of their own, or 400. */
export async function run(baseUrl: string): Promise<Journey> {
  const { api, outbox } = new Api({ baseUrl });

  const issued = await api.issueCaptcha(EMAIL);
  if (!issued.ok) throw new Error(issued.error.msg);
  const { codeID } = issued.data.data;

  const sent = await outbox.listOutboxMessages({ codeID, wait: 5000 });
  const message = sent.data.data.messages[0];
  if (!message) throw new Error('no message');

  const refused = await api.verifyCaptcha({ ...EMAIL, codeID, code: otherThan(message.code) });
  if (refused.error.code !== 1000005) throw new Error('not refused');
  const wrong = refused.error.code;

  const verified = await api.verifyCaptcha({ ...EMAIL, codeID, code: message.code });
  if (!verified.ok) throw new Error(verified.error.msg);
  const { ticket } = verified.data.data;

  const invalid = await api.issueCaptcha({ ...EMAIL, account: 'no address' });
  if (invalid.error.code !== 100006) throw new Error('not invalid');
  const field = invalid.error.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const stepUp = await api.issueCaptcha(EMAIL, { headers: STEP_UP });
  if (stepUp.error.code !== 1000034) throw new Error('no image required');
  const { url } = stepUp.error.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
