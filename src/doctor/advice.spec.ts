import { TransportError } from '@system-management/messaging';
import { describe, expect, it } from 'vitest';
import { adviceFor } from './advice.js';

const advice = (message: string): string => adviceFor(new TransportError('refused', message));

describe('adviceFor()', () => {
  it.each([
    ['smtp://mail.example.com:587 refused the message: 450 4.2.0 at RCPT TO', /refuses the mail for now/],
    ['smtp://mail.example.com:587 refused the message: 451 at DATA', /refuses the mail for now/],
    ['smtps://mail.example.com:465 refused the message: 550-5.7.1 at MAIL FROM', /refuses the mail: /],
    ['smtps://mail.example.com:465 refused the message: 554 at DATA', /refuses the mail: /],
    ['smtp://mail.example.com:587 could not be reached: ECONNREFUSED', /nothing listens there/],
  ])('depends on the reply code, not on the port: %s', (message, expected) => {
    expect(advice(message)).toMatch(expected);
  });

  it.each([
    'aliyun://cn-hangzhou refused the message: SignatureDoesNotMatch',
    'aliyun://cn-hangzhou refused the message: InvalidAccessKeyId.NotFound',
    'tencent://ap-guangzhou refused the message: AuthFailure.SecretIdNotFound',
    'twilio://default refused the message: 20003',
    'smpp://smsc.example.com:2775 refused the login: ESME_RINVPASWD',
    'smpp://smsc.example.com:2775 refused the login: ESME_RINVSYSID',
    'smpp://smsc.example.com:2775 refused the login: ESME_RBINDFAIL',
  ])('names the credentials if an SMS vendor does not accept them: %s', (message) => {
    expect(advice(message)).toMatch(/does not accept this key or secret/);
  });

  it.each([
    'smtp+oauth2://smtp.gmail.com:587: the token endpoint refused the login: invalid_grant',
    'smtp+oauth2://smtp.office365.com:587 refused the login: 535 5.7.3 at AUTH XOAUTH2',
  ])('names the refresh token if a login with XOAUTH2 fails: %s', (message) => {
    expect(advice(message)).toMatch(/get a new refresh token$/);
  });

  it.each([
    ['could not be reached: ECONNREFUSED', /nothing listens there/],
    ['gave no access token: HTTP 500', /internal error/],
  ])('does not blame the credentials if the token endpoint %s', (problem, expected) => {
    expect(advice(`smtp+oauth2://smtp.gmail.com:587: the token endpoint ${problem}`)).toMatch(expected);
  });

  it.each([
    ['smtp://h:587 refused the message: 530 5.7.0 at MAIL FROM', /asks for a login/],
    ['smtp://h:587 refused the message: 534 5.7.9 at AUTH PLAIN', /app password, or use smtp\+oauth2:/],
    ['smtp://h:587 refused the message: 535 5.7.8 at AUTH PLAIN', /user or password is wrong/],
    ['smtp+oauth2://h refused the login: 535 at AUTH XOAUTH2', /does not accept the access token/],
    ['smtp+oauth2://h: the token endpoint refused the login: invalid_grant', /refresh token has expired/],
    ['smtp+oauth2://h: the token endpoint refused the login: invalid_client', /check tokenUrl, clientId/],
    ['smtp+oauth2://h: the token endpoint refused the login: HTTP 404', /check tokenUrl, clientId/],
    ['smtp://h:587 has no usable sender: add ?from=a@b to its DSN', /set mail\.from of the tenant/],
    [
      'aliyun://default has no signature to send under: add ?sign=… to its DSN',
      /set sms\.sign of the tenant/,
    ],
  ])('tells failed logins and missing senders apart: %s', (message, expected) => {
    expect(advice(message)).toMatch(expected);
  });

  it('refers to the documentation of the options for any other failure', () => {
    expect(advice('twilio://default refused the message: 21211')).toContain('libs/messaging/README.md');
  });
});
