import { Inject, Injectable } from '@nestjs/common';
import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import type { CodePolicy } from '../../../../tenants/tenant.js';
import { formatOf, matchesFormat } from '../code/code-format.js';
import { foldLookAlikes } from '../code/look-alikes.js';
import { randomCode } from '../code/random-code.js';
import type { Presentation, PresentationSubject, PresentedCode } from './presentation.js';
import { RenderQueue } from './drawing/render-queue.js';

/** The code as a distorted picture, in PNG. */
@Injectable()
export class ImagePresentation implements Presentation {
  static readonly presentation = 'image' as const;
  static readonly formatOf = formatOf;

  constructor(@Inject(RenderQueue) private readonly queue: RenderQueue) {}

  async present({ policy }: PresentationSubject): Promise<PresentedCode> {
    const { length, alphabet } = formatOf(policy);
    const code = randomCode(length, alphabet);
    const { png } = await this.queue.run(() => drawCaptcha(code));
    return { code, url: `data:image/png;base64,${png.toString('base64')}` };
  }

  read(answer: string, policy: CodePolicy): string | undefined {
    const code = policy.alphabet === 'letters' ? foldLookAlikes(answer) : answer;
    return matchesFormat(code, formatOf(policy)) ? code : undefined;
  }

  warmUp(): void {
    warmUp();
  }
}
