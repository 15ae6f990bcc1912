import createClient from 'openapi-fetch';
import type { paths } from './client';
import { EMAIL, type Equal, type Expect, type Journey, otherThan, STEP_UP } from './journey';

const ISSUE = '/api/v1/system/user/captcha';
const VERIFY = '/api/v1/system/user/captcha/verify';

/** openapi-typescript with openapi-fetch, for a server whose failures have status 200: they are `data`. */
export async function run(baseUrl: string): Promise<Journey> {
  const api = createClient<paths>({ baseUrl });

  const { data: issued } = await api.POST(ISSUE, { body: EMAIL });
  if (issued?.code !== 0) throw new Error(issued?.msg);
  const { codeID } = issued.data;

  const { data: outbox } = await api.GET('/outbox/messages', { params: { query: { codeID, wait: 5000 } } });
  if (outbox?.code !== 0) throw new Error(outbox?.msg);
  const message = outbox.data.messages[0];
  if (!message) throw new Error('no message');

  const { data: refused } = await api.POST(VERIFY, {
    body: { ...EMAIL, codeID, code: otherThan(message.code) },
  });
  if (refused?.code !== 1000005) throw new Error('not refused');
  const wrong = refused.code;

  const { data: verified } = await api.POST(VERIFY, { body: { ...EMAIL, codeID, code: message.code } });
  if (verified?.code !== 0) throw new Error(verified?.msg);
  const { ticket } = verified.data;

  const { data: invalid } = await api.POST(ISSUE, { body: { ...EMAIL, account: 'no address' } });
  if (invalid?.code !== 100006) throw new Error('not invalid');
  const field = invalid.data.errors?.[0]?.field;
  if (field === undefined) throw new Error('no field');

  const { data: stepUp } = await api.POST(ISSUE, { body: EMAIL, params: { header: STEP_UP } });
  if (stepUp?.code !== 1000034) throw new Error('no image required');
  const { url } = stepUp.data;

  const journey = { ticket, wrong, field, url };
  type _ = Expect<Equal<typeof journey, Journey>>;
  return journey;
}
