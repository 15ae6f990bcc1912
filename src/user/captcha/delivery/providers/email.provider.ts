import { Inject, Injectable } from '@nestjs/common';
import { TenantTransports } from '../../../../messaging/tenant-transports.js';
import type { Challenge } from '../../challenge/challenge.js';
import { messageFor } from '../messages/message-for.js';
import type { Recipient } from '../../challenge/recipient.js';
import type { CaptchaProvider, Prepared } from './captcha-provider.js';
import { emailRecipient } from './email-recipient.js';

/** Sends the code by e-mail. */
@Injectable()
export class EmailProvider implements CaptchaProvider {
  static readonly type = 'email' as const;
  static readonly needsAccount = true;
  static readonly policy = 'email' as const;

  constructor(@Inject(TenantTransports) private readonly transports: TenantTransports) {}

  recipient(account: string): Recipient {
    return emailRecipient(account);
  }

  prepare(challenge: Challenge): Prepared {
    const transport = this.transports.of(challenge, 'mail');
    const message = messageFor(challenge, 'mail');
    return { url: '', deliver: () => transport.send(message) };
  }
}
