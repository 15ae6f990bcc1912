import { Inject, Injectable } from '@nestjs/common';
import { Outbox } from '@system-management/messaging';
import { type MessagingConfig, messagingConfig } from '../../../../config/messaging.config.js';
import type { Challenge } from '../../challenge/challenge.js';
import { ALTCHA_EXAMPLE } from '../../challenge/presentations/altcha-example.js';
import { presentationOf } from '../../challenge/presentations/index.js';
import { PICTURE_EXAMPLE } from '../../challenge/examples.js';
import { NO_RECIPIENT, type Recipient } from '../../challenge/recipient.js';
import type { CaptchaExample, CaptchaProvider, PreparedDelivery } from './captcha-provider.js';

/** A WAV file without a sample: a real recording has some 100 KB. */
const SILENCE = 'data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';

/** Its code is in the response, as a picture or in another presentation: nothing is sent. */
@Injectable()
export class ImageProvider implements CaptchaProvider {
  static readonly type = 'image' as const;
  static readonly requiresAccount = false;
  static readonly policy = 'image' as const;
  static readonly examples = {
    image: {
      summary: 'Image captcha',
      request: {},
      response: { url: PICTURE_EXAMPLE.url },
      code: PICTURE_EXAMPLE.code,
    },
    audio: {
      summary: 'Image captcha, spoken',
      request: { presentation: 'audio' },
      response: { url: SILENCE },
      code: '637828',
    },
    pow: {
      summary: 'Image captcha, proof of work',
      request: { presentation: 'pow' },
      response: { url: '', challenge: ALTCHA_EXAMPLE.challenge, codeLength: 0, codeAlphabet: 'letters' },
      code: ALTCHA_EXAMPLE.code,
    },
  } satisfies Record<string, CaptchaExample>;

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  parseRecipient(): Recipient {
    return NO_RECIPIENT;
  }

  /** The outbox of a development machine shows what is to be typed beside mails and SMS. */
  prepare({ id, type, use, tenant, language, code, policy, presentation }: Challenge): PreparedDelivery {
    const isTyped = presentationOf(presentation).formatOf(policy) !== undefined;
    const entry = { codeID: id, type, use, tenant: tenant.code, account: '', code, language };
    return {
      deliver: async () => {
        if (this.config.outbox && isTyped) this.outbox.add({ ...entry, subject: '', text: code, html: '' });
      },
    };
  }
}
