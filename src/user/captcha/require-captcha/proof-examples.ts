import { CAPTCHA_PROVIDERS, type CaptchaExample, type CaptchaType } from '../delivery/providers/index.js';

const CODE_ID = 'Y1goJMD3qvs6jZ63QUXN';
const TICKET = 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9…';

/** The fields of a code as the first example of its type has them. */
export function exampleOf(type: CaptchaType): {
  readonly summary: string;
  readonly account?: string;
  readonly code: string;
} {
  const { examples } = CAPTCHA_PROVIDERS.find((provider) => provider.type === type)!;
  const [{ summary, request, code }] = Object.values<CaptchaExample>(examples) as [CaptchaExample];
  return { summary, ...(request.account && { account: request.account }), code };
}

/** The examples of a guarded route's body by name: a code of each type, then a ticket. */
export function proofExamples(types: readonly CaptchaType[]) {
  const codes = types.map((type) => {
    const { summary, ...fields } = exampleOf(type);
    return [type, { summary, value: { type, ...fields, codeID: CODE_ID } }] as const;
  });
  return {
    ...Object.fromEntries(codes),
    ticket: { summary: 'Ticket of a verified code', value: { ticket: TICKET } },
  };
}
