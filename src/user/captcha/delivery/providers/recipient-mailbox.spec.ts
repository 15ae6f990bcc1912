import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_RECIPIENT } from '../../challenge/recipient.js';
import { emailRecipient } from './email-recipient.js';
import { phoneRecipient } from './phone-recipient.js';

describe('emailRecipient() and phoneRecipient(): mailbox', () => {
  it.each([
    ['someone@example.com', 'someone@example.com'],
    ['Some.One+News@Example.COM', 'some.one@example.com'],
    ['a+b+c@example.com', 'a@example.com'],
    ['A+1@GMAIL.com', 'a@gmail.com'],
    ['a.b@googlemail.com', 'ab@gmail.com'],
    ['a.b.c+d.e@gmail.com', 'abc@gmail.com'],
    ['a.b@notgmail.com', 'a.b@notgmail.com'],
    ['a.b@gmail.com.example', 'a.b@gmail.com.example'],
    ['+a@example.com', '+a@example.com'],
  ])('fold %s to %s, and keep the address as given', (account, mailbox) => {
    const recipient = emailRecipient(account);
    expect(recipient.mailbox).toBe(mailbox);
    expect([recipient.raw, recipient.canonical]).toEqual([account, account.toLowerCase()]);
  });

  it('fold a mailbox to itself', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const local = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'));
    const domain = fc.constantFrom('gmail.com', 'googlemail.com', 'example.com');
    fc.assert(
      fc.property(local, word, domain, (name, tag, at) => {
        const { mailbox } = emailRecipient(`${name}+${tag}@${at}`);
        expect(emailRecipient(`${name}@${at}`).mailbox).toBe(mailbox);
        expect(emailRecipient(mailbox).mailbox).toBe(mailbox);
      }),
    );
  });

  it('use E.164 for phone numbers', () => {
    const { canonical, mailbox } = phoneRecipient('138 0013-8000', 'CN');
    expect([canonical, mailbox]).toEqual(['+8613800138000', '+8613800138000']);
  });

  it('leave it empty for images', () => {
    expect(NO_RECIPIENT.mailbox).toBe('');
  });
});
