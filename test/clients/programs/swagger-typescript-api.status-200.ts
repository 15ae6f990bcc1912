import { Api } from './client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

/** swagger-typescript-api, for a server whose failures have status 200: they are `data`. */
export async function run(baseUrl: string): Promise<Journey> {
  const { api, outbox } = new Api({ baseUrl });

  const { data: issued } = await api.issueCaptcha(EMAIL);
  if (issued.code !== 0) throw new Error(issued.msg);
  const { codeID } = issued.data;

  const { data: sent } = await outbox.listOutboxMessages({ codeID, wait: 5000 });
  if (sent.code !== 0) throw new Error(sent.msg);
  const message = sent.data.messages[0];
  if (!message) throw new Error('no message');

  const { data: refused } = await api.verifyCaptcha({ ...EMAIL, codeID, code: otherThan(message.code) });
  if (refused.code !== 1000005) throw new Error('not refused');
  const wrong = refused.code;

  const { data: verified } = await api.verifyCaptcha({ ...EMAIL, codeID, code: message.code });
  if (verified.code !== 0) throw new Error(verified.msg);
  const { ticket } = verified.data;

  const { data: invalid } = await api.issueCaptcha({ ...EMAIL, account: 'no address' });
  if (invalid.code !== 100006) throw new Error('not invalid');
  const field = invalid.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const { data: stepUp } = await api.issueCaptcha(EMAIL, { headers: STEP_UP });
  if (stepUp.code !== 1000034) throw new Error('no image required');
  const { url } = stepUp.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
