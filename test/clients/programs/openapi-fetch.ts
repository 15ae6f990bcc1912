import createClient from 'openapi-fetch';
import type { paths } from './client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

const ISSUE = '/api/v1/system/user/captcha';
const VERIFY = '/api/v1/system/user/captcha/verify';

/** openapi-typescript with openapi-fetch, for a server whose failures have an HTTP status of their own, or 400. */
export async function run(baseUrl: string): Promise<Journey> {
  const api = createClient<paths>({ baseUrl });

  const issued = await api.POST(ISSUE, { body: EMAIL });
  if (issued.error) throw new Error(issued.error.msg);
  const { codeID } = issued.data.data;

  const outbox = await api.GET('/outbox/messages', { params: { query: { codeID, wait: 5000 } } });
  const message = outbox.data?.data.messages[0];
  if (!message) throw new Error('no message');

  const refused = await api.POST(VERIFY, { body: { ...EMAIL, codeID, code: otherThan(message.code) } });
  if (refused.error?.code !== 1000005) throw new Error('not refused');
  const wrong = refused.error.code;

  const verified = await api.POST(VERIFY, { body: { ...EMAIL, codeID, code: message.code } });
  if (verified.error) throw new Error(verified.error.msg);
  const { ticket } = verified.data.data;

  const invalid = await api.POST(ISSUE, { body: { ...EMAIL, account: 'no address' } });
  if (invalid.error?.code !== 100006) throw new Error('not invalid');
  const field = invalid.error.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const stepUp = await api.POST(ISSUE, { body: EMAIL, params: { header: STEP_UP } });
  if (stepUp.error?.code !== 1000034) throw new Error('no image required');
  const { url } = stepUp.error.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
