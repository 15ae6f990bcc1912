import type { Channel, Message } from '../message.js';

/** A valid message with the given properties replaced. */
export function messageFor(channel: Channel, overrides: Partial<Message> = {}): Message {
  const isMail = channel === 'mail';
  return {
    channel,
    to: isMail ? 'MiXed.Case+tag@Example.COM' : '+8613800138000',
    subject: isMail ? 'Your code: 482913' : '',
    text: '482913 is your code – valid for 3 minutes',
    html: isMail ? '<p><b>482913</b> is your code – valid for 3 minutes</p>' : '',
    metadata: {
      codeID: 'Y1goJMD3qvs6jZ63QUXN',
      type: isMail ? 'email' : 'phone',
      use: 'login',
      tenant: 'default',
      language: 'en',
      code: '482913',
      expire: 180,
    },
    ...overrides,
  };
}
