import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '@system-management/messaging';
import { type MessagingConfig, messagingConfig } from '../../../../config/messaging.config.js';
import type { Challenge } from '../../challenge/challenge.js';
import { RenderQueue } from '../render-queue.js';
import { presentationOf, PRESENTATIONS } from '../../challenge/presentations/index.js';
import { PICTURE_EXAMPLE } from '../../challenge/examples.js';
import { NO_RECIPIENT, type Recipient } from '../../challenge/recipient.js';
import type { CaptchaProvider, PreparedDelivery } from './captcha-provider.js';

/** A WAV file without a sample: a real recording has some 100 KB. */
const SILENCE = 'data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';

/** Shows the code in the response, as a picture or in another presentation. */
@Injectable()
export class ImageProvider implements CaptchaProvider, OnModuleInit {
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
  };

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(RenderQueue) private readonly queue: RenderQueue,
  ) {}

  /** Reads the fonts at start, because it takes a quarter of a second. */
  onModuleInit(): void {
    for (const presentation of PRESENTATIONS) presentation.warmUp();
  }

  parseRecipient(): Recipient {
    return NO_RECIPIENT;
  }

  async prepare({
    id,
    type,
    use,
    tenant,
    language,
    code,
    presentation,
  }: Challenge): Promise<PreparedDelivery> {
    const url = await this.queue.run(() => presentationOf(presentation).present(code, language));
    const entry = { codeID: id, type, use, tenant: tenant.code, account: '', code, language };
    return {
      url,
      // Nothing is sent. The outbox of a development machine shows the code beside mails and SMS.
      deliver: async () => {
        if (this.config.outbox) this.outbox.add({ ...entry, subject: '', text: code, html: '' });
      },
    };
  }
}
