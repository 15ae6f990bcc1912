import { describe, expect, it } from 'vitest';
import type { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { tenantWith } from '../../../../test/support/tenant.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import type { Providers } from './provider-map.js';
import { emailRecipient } from './providers/email-recipient.js';
import { phoneRecipient } from './providers/phone-recipient.js';
import { type MessageRecipient, RecipientMatcher } from './recipient-matcher.js';

const providers = {
  image: { parseRecipient: () => NO_RECIPIENT },
  email: { parseRecipient: emailRecipient },
  phone: { parseRecipient: (account: string) => phoneRecipient(account, 'CN') },
} as unknown as Providers;
const tenants = {
  find: (code: string) => (code === 'default' ? tenantWith({}) : undefined),
} as unknown as TenantRegistry;
const matcher = new RecipientMatcher(providers, tenants);

const message = (type: string, account: string, tenant = 'default'): MessageRecipient => ({
  type,
  tenant,
  account,
});
const MAIL = message('email', 'A+b@example.com');
const SMS = message('phone', '+8613800138000');
const IMAGE = message('image', '');

describe('RecipientMatcher', () => {
  const found = (spelling: string, ...others: MessageRecipient[]) =>
    [MAIL, SMS, IMAGE, ...others].filter(matcher.matching([spelling]));

  it('compares canonical forms by the type of each message', () => {
    expect(found('a+B@EXAMPLE.com')).toEqual([MAIL]);
    expect(found('138 0013 8000')).toEqual([SMS]);
    expect(found('a@example.com')).toEqual([]);
  });

  it('finds the messages to any of several spellings', () => {
    expect([MAIL, SMS].filter(matcher.matching(['a b@example.com', 'a+b@example.com']))).toEqual([MAIL]);
  });

  it('finds images for no spelling only', () => {
    expect([MAIL, SMS, IMAGE].filter(matcher.matching([]))).toEqual([IMAGE]);
  });

  it('compares exactly with a message of a tenant that no longer exists', () => {
    const old = message('phone', '+447400123456', 'gone');
    expect(found('+447400123456', old)).toEqual([old]);
    expect(found('07400 123456', old)).toEqual([]);
  });
});
