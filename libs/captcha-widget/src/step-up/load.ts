import type { CaptchaRequest, CaptchaResponse, IssueResult } from '../request.js';
import type { StepUpHost, StepUpResult } from './step-up.js';

/** Answers what needs no typing, with code that is loaded only then. Asks for a picture if it cannot be loaded. */
export async function answerStepUp(
  response: CaptchaResponse<IssueResult>,
  request: CaptchaRequest,
  host: StepUpHost,
): Promise<CaptchaResponse<StepUpResult> | undefined> {
  host._show(response.data.vendor ? 'waiting' : 'solving');
  return import('./step-up.js').then(
    (module) => module.answerStepUp(response, request, host),
    () => host._send('', { ...request, presentation: 'image' }),
  );
}
