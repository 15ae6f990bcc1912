import { CODE_ID_EXAMPLE, TICKET_EXAMPLE } from '../challenge/examples.js';
import { CAPTCHA_PROVIDERS, type CaptchaExample, type CaptchaType } from '../delivery/providers/index.js';

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
    return [type, { summary, value: { type, ...fields, codeID: CODE_ID_EXAMPLE } }] as const;
  });
  return {
    ...Object.fromEntries(codes),
    ticket: { summary: 'Ticket of a verified code', value: { ticket: TICKET_EXAMPLE } },
  };
}
