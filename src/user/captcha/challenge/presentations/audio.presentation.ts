import { Inject, Injectable } from '@nestjs/common';
import { speakCaptcha, warmUp } from '@system-management/captcha-audio';
import type { CodePolicy } from '../../../../tenants/tenant.js';
import { ALPHABETS } from '../code/code-alphabets.js';
import { type CodeFormat, matchesFormat } from '../code/code-format.js';
import { randomCode } from '../code/random-code.js';
import { RenderQueue } from './drawing/render-queue.js';
import type { Presentation, PresentationSubject, PresentedCode } from './presentation.js';

/** Fewer digits would be guessed more often than once in a million; see ADR 12. */
const MIN_DIGITS = 6;

/** The code spoken, in WAV. Digits only, because letters sound alike: as many as the policy's length, at least six. */
@Injectable()
export class AudioPresentation implements Presentation {
  static readonly presentation = 'audio' as const;

  constructor(@Inject(RenderQueue) private readonly queue: RenderQueue) {}

  static formatOf({ length }: CodePolicy): CodeFormat {
    return { length: Math.max(length, MIN_DIGITS), alphabet: ALPHABETS.digits };
  }

  async present({ policy, language }: PresentationSubject): Promise<PresentedCode> {
    const { length, alphabet } = AudioPresentation.formatOf(policy);
    const code = randomCode(length, alphabet);
    const { wav } = await this.queue.run(() => speakCaptcha(code, language));
    return { code, url: `data:audio/wav;base64,${wav.toString('base64')}` };
  }

  read(answer: string, policy: CodePolicy): string | undefined {
    return matchesFormat(answer, AudioPresentation.formatOf(policy)) ? answer : undefined;
  }

  warmUp(): void {
    warmUp();
  }
}
