import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_RECIPIENT } from '../../challenge/recipient.js';
import { emailRecipient } from './email-recipient.js';
import { phoneRecipient } from './phone-recipient.js';

const ALIASES = 1000;

/** `name` with the separators after its letters that the bits of `index` choose. */
function separated(name: string, separators: string, index: number): string {
  let rest = index;
  const letters = [...name].map((letter, at) => {
    if (at === name.length - 1) return letter;
    const choice = rest % (separators.length + 1);
    rest = Math.floor(rest / (separators.length + 1));
    return letter + separators.charAt(choice - 1);
  });
  return letters.join('');
}

/** One of `domains` by turns. */
const oneOf = (index: number, ...domains: readonly string[]): string => domains[index % domains.length] ?? '';

describe('SEC-20: emailRecipient() with 1,000 aliases of one mailbox', () => {
  it.each<[string, string, (index: number) => string]>([
    ['any server', 'jane@example.com', (i) => `Jane+${i}@Example.com`],
    [
      'Gmail',
      'janedoe@gmail.com',
      (i) => `${separated('JaneDoe', '.', i)}+${i}@${oneOf(i, 'GMAIL.com', 'googlemail.com')}`,
    ],
    ['Microsoft', 'jane.doe@outlook.com', (i) => `Jane.Doe+${i}@outlook.com`],
    ['Yahoo', 'jane@yahoo.com', (i) => `Jane-key${i}@Yahoo.com`],
    ['Fastmail', 'jane@fastmail.com', (i) => `any${i}@${oneOf(i, 'jane', 'Jane')}.fastmail.com`],
    [
      'Proton',
      'janedoejunior@proton.me',
      (i) => `${separated('janedoejunior', '._-', i)}@${oneOf(i, 'proton.me', 'protonmail.com', 'pm.me')}`,
    ],
    ['iCloud', 'jane@icloud.com', (i) => `jane+${i}@${oneOf(i, 'icloud.com', 'me.com', 'mac.com')}`],
    ['QQ Mail', '603785348@qq.com', (i) => `603785348+${i}@qq.com`],
    [
      'Yandex',
      'jane-doe-junior@yandex.ru',
      (i) =>
        `jane${oneOf(i, '.', '-')}doe${oneOf(i, '-', '.')}junior+${i}@${oneOf(i, 'ya.ru', 'yandex.com', 'yandex.ru')}`,
    ],
  ])('folds those of %s to %s, and keeps each address as given', (_provider, mailbox, alias) => {
    const accounts = Array.from({ length: ALIASES }, (_, index) => alias(index));
    expect(new Set(accounts)).toHaveProperty('size', ALIASES);
    const recipients = accounts.map((account) => emailRecipient(account));
    expect(new Set(recipients.map((recipient) => recipient.mailbox))).toEqual(new Set([mailbox]));
    expect(recipients.map(({ raw }) => raw)).toEqual(accounts);
    expect(recipients.map(({ canonical }) => canonical)).toEqual(
      accounts.map((account) => account.toLowerCase()),
    );
  });
});

describe('emailRecipient() and phoneRecipient(): mailbox', () => {
  it('is the canonical form of an address without aliases', () => {
    const { canonical, mailbox } = emailRecipient('Jane.Doe@Example.com');
    expect([canonical, mailbox]).toEqual(['jane.doe@example.com', 'jane.doe@example.com']);
  });

  it('is an address with the same mailbox, with and without a tag', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const local = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'));
    const domain = fc.constantFrom('gmail.com', 'googlemail.com', 'proton.me', 'yandex.com', 'example.com');
    fc.assert(
      fc.property(local, word, domain, (name, tag, at) => {
        const { mailbox } = emailRecipient(`${name}+${tag}@${at}`);
        expect(emailRecipient(`${name}@${at}`).mailbox).toBe(mailbox);
        expect(emailRecipient(mailbox).mailbox).toBe(mailbox);
      }),
    );
  });

  it('is the number in E.164 for phones', () => {
    const { canonical, mailbox } = phoneRecipient('138 0013-8000', 'CN');
    expect([canonical, mailbox]).toEqual(['+8613800138000', '+8613800138000']);
  });

  it('is empty for images', () => {
    expect(NO_RECIPIENT.mailbox).toBe('');
  });
});
