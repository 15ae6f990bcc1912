import { Inject, Injectable } from '@nestjs/common';
import type { OutboxMessage } from '@system-management/messaging';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { PROVIDERS, type Providers } from './provider-map.js';
import type { CaptchaProvider } from './providers/index.js';

/** What a message of the outbox says about its recipient. */
export type MessageRecipient = Pick<OutboxMessage, 'type' | 'tenant' | 'account'>;

/** Finds the messages to an account, which may be written as in an issue request. */
@Injectable()
export class RecipientMatcher {
  private readonly providers: Readonly<Partial<Record<string, CaptchaProvider>>>;

  constructor(
    @Inject(PROVIDERS) providers: Providers,
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
  ) {
    this.providers = providers;
  }

  /**
   * Compares canonical forms. The account is parsed as an issue request of the message's type and tenant: `138 0013 8000`
   * finds a message to `+8613800138000` by a tenant of China.
   * @param spellings what the account may be; none for the messages without a recipient, which are answers to images
   */
  matching(spellings: readonly string[]): (message: MessageRecipient) => boolean {
    if (spellings.length === 0) return (message) => message.account === '';
    return (message) => {
      if (message.account === '') return false;
      const recipient = this.canonicalOf(message.account, message) ?? message.account;
      return spellings.some((spelling) => this.canonicalOf(spelling, message) === recipient);
    };
  }

  /** @returns the account itself if its tenant no longer exists; `undefined` if it is none of this type */
  private canonicalOf(account: string, { type, tenant: code }: MessageRecipient): string | undefined {
    const tenant = this.tenants.find(code);
    try {
      return tenant ? this.providers[type]?.parseRecipient(account, tenant).canonical : account;
    } catch {
      return undefined;
    }
  }
}
