import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@system-management/envelope';
import { TenantTransports } from '../../../../messaging/tenant-transports.js';
import type { Tenant } from '../../../../tenants/tenant.js';
import { CaptchaErrors } from '../../captcha.errors.js';
import type { Challenge } from '../../challenge/challenge.js';
import { messageFor } from '../messages/message-for.js';
import type { Recipient } from '../../challenge/recipient.js';
import type { CaptchaProvider, DeliveryTarget, PreparedDelivery } from './captcha-provider.js';
import { countryOf, phoneRecipient } from './phone-recipient.js';

/** Sends the code by SMS. */
@Injectable()
export class PhoneProvider implements CaptchaProvider {
  static readonly type = 'phone' as const;
  static readonly requiresAccount = true;
  static readonly policy = 'phone' as const;
  static readonly examples = {
    phone: {
      summary: 'Code by SMS',
      request: { account: '+8613800138000' },
      response: { url: '', resendAfter: 60, sentTo: '+86*******00' },
      code: '637828',
    },
  };

  constructor(@Inject(TenantTransports) private readonly transports: TenantTransports) {}

  parseRecipient(account: string, tenant: Tenant): Recipient {
    return phoneRecipient(account, tenant.country, tenant.sms);
  }

  assertEnabled(target: DeliveryTarget): void {
    this.senderOf(target);
  }

  prepare(challenge: Challenge): PreparedDelivery {
    const transport = this.senderOf(challenge);
    const message = messageFor(challenge, 'sms');
    return { deliver: () => transport.send(message) };
  }

  private senderOf(target: DeliveryTarget): ReturnType<TenantTransports['resolve']> {
    const country = countryOf(target.recipient);
    if (!country || !target.tenant.countries.includes(country)) {
      throw new AppError(CaptchaErrors.CountryNotEnable);
    }
    return this.transports.resolve(target, 'sms', country);
  }
}
