import { Inject, Injectable } from '@nestjs/common';
import { TenantTransports } from '../../../../messaging/tenant-transports.js';
import type { Challenge } from '../../challenge/challenge.js';
import { messageFor } from '../messages/message-for.js';
import type { Recipient } from '../../challenge/recipient.js';
import type { CaptchaProvider, DeliveryTarget, PreparedDelivery } from './captcha-provider.js';
import { emailRecipient } from './email-recipient.js';

/** Sends the code by e-mail. */
@Injectable()
export class EmailProvider implements CaptchaProvider {
  static readonly type = 'email' as const;
  static readonly requiresAccount = true;
  static readonly policy = 'email' as const;
  static readonly examples = {
    email: {
      summary: 'Code by e-mail',
      request: { account: '603785348@qq.com' },
      response: { url: '', resendAfter: 60, sentTo: '6***@q***.com' },
      code: '637828',
    },
  };

  constructor(@Inject(TenantTransports) private readonly transports: TenantTransports) {}

  parseRecipient(account: string): Recipient {
    return emailRecipient(account);
  }

  assertEnabled(target: DeliveryTarget): void {
    this.transports.resolve(target, 'mail');
  }

  prepare(challenge: Challenge): PreparedDelivery {
    const transport = this.transports.resolve(challenge, 'mail');
    const message = messageFor(challenge, 'mail');
    return { deliver: () => transport.send(message) };
  }
}
