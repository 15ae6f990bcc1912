import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { drawCaptcha, warmUp } from '@system-management/captcha-image';
import { Outbox } from '@system-management/messaging';
import { SETTINGS, type Settings } from '../../../app.config.js';
import type { Challenge } from '../challenge.js';
import { NO_RECIPIENT, type Recipient } from '../recipient.js';
import type { CaptchaProvider, Prepared } from './captcha-provider.js';

/** Shows the code as a picture in the answer itself. */
@Injectable()
export class ImageProvider implements CaptchaProvider, OnModuleInit {
  static readonly type = 'image' as const;
  static readonly needsAccount = false;
  static readonly policy = 'image' as const;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  /** Reading the fonts takes a quarter of a second: at start, not in the first request. */
  onModuleInit(): void {
    warmUp();
  }

  recipient(): Recipient {
    return NO_RECIPIENT;
  }

  prepare({ id, type, use, tenant, language, code }: Challenge): Prepared {
    const url = `data:image/png;base64,${drawCaptcha(code).png.toString('base64')}`;
    const entry = { codeID: id, type, use, tenant: tenant.code, account: '', code, language };
    return {
      url,
      // Nothing is sent; a development machine's outbox shows the answer beside mails and SMS.
      deliver: async () => {
        if (this.settings.outbox) this.outbox.add({ ...entry, subject: '', text: code, html: '' });
      },
    };
  }
}
