import { Inject, Injectable } from '@nestjs/common';
import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import type { CodePolicy } from '../../../../tenants/tenant.js';
import { formatOf, matchesFormat } from '../code/code-format.js';
import { foldLookAlikes } from '../code/look-alikes.js';
import { randomCode } from '../code/random-code.js';
import { PicturePool } from './drawing/picture-pool.js';
import { presentedPicture } from './drawing/presented-picture.js';
import { RenderQueue } from './drawing/render-queue.js';
import type { Presentation, PresentationSubject, PresentedCode } from './presentation.js';

/** The code as a distorted picture, in PNG. */
@Injectable()
export class ImagePresentation implements Presentation {
  static readonly presentation = 'image' as const;
  static readonly formatOf = formatOf;

  constructor(
    @Inject(RenderQueue) private readonly queue: RenderQueue,
    @Inject(PicturePool) private readonly pool: PicturePool,
  ) {}

  async present({ policy }: PresentationSubject): Promise<PresentedCode> {
    const format = formatOf(policy);
    const ready = this.pool.take(format);
    if (ready) return ready;
    const code = randomCode(format.length, format.alphabet);
    return presentedPicture(code, await this.queue.run(() => drawCaptcha(code)));
  }

  read(answer: string, policy: CodePolicy): string | undefined {
    const code = policy.alphabet === 'letters' ? foldLookAlikes(answer) : answer;
    return matchesFormat(code, formatOf(policy)) ? code : undefined;
  }

  warmUp(): void {
    warmUp();
  }
}
