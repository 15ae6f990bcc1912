import { TransportError } from '@system-management/messaging';
import { describe, expect, it } from 'vitest';
import { adviceFor } from './advice.js';

const advice = (words: string): string => adviceFor(new TransportError('refused', words));

describe('The advice on a failed delivery', () => {
  it.each([
    ['smtp://mail.example.com:587 refused the message: 450 4.2.0 at RCPT TO', /takes it later/],
    ['smtp://mail.example.com:587 refused the message: 451 at DATA', /takes it later/],
    ['smtps://mail.example.com:465 refused the message: 550-5.7.1 at MAIL FROM', /takes no such mail/],
    ['smtps://mail.example.com:465 refused the message: 554 at DATA', /takes no such mail/],
    ['smtp://mail.example.com:587 could not be reached: ECONNREFUSED', /nothing listens there/],
  ])('is about the answer, not about the port: %s', (words, expected) => {
    expect(advice(words)).toMatch(expected);
  });

  it.each([
    'aliyun://cn-hangzhou refused the message: SignatureDoesNotMatch',
    'aliyun://cn-hangzhou refused the message: InvalidAccessKeyId.NotFound',
    'tencent://ap-guangzhou refused the message: AuthFailure.SecretIdNotFound',
    'twilio://default refused the message: 20003',
    'smpp://smsc.example.com:2775 refused the login: ESME_RINVPASWD',
    'smpp://smsc.example.com:2775 refused the login: ESME_RINVSYSID',
    'smpp://smsc.example.com:2775 refused the login: ESME_RBINDFAIL',
  ])('is to look at the credentials when an SMS vendor does not know them: %s', (words) => {
    expect(advice(words)).toMatch(/knows no such key or secret/);
  });

  it('is where the options are explained, when nothing else is known', () => {
    expect(advice('twilio://default refused the message: 21211')).toContain('libs/messaging/README.md');
  });
});
