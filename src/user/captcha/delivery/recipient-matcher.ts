import { Inject, Injectable } from '@nestjs/common';
import { visibleText } from '@system-management/human-input';
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
   * @param account from a query string; empty for the messages without a recipient, which are answers to images
   */
  matching(account: string): (message: MessageRecipient) => boolean {
    const spellings = spellingsOf(account);
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

/**
 * What an account of a query string may mean. Query parsers read `+` as a space, so that `a+b@example.com` without
 * percent-encoding arrives as `a b@example.com`, and ` 8613800138000` is `+8613800138000`.
 */
function spellingsOf(account: string): readonly string[] {
  const visible = visibleText(account);
  if (visible === '') return [];
  return [...new Set([visible, account.replace(/^ /, '+'), visible.replaceAll(' ', '+')])];
}
