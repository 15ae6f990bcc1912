import type { VendorScript } from './vendor-script.js';

const SID = 'ACmadeup';
const TOKEN = 'made:up/token';

/** Implements https://www.twilio.com/docs/messaging/api/message-resource and …/docs/usage/api#authenticate. */
export const twilioScript: VendorScript = {
  dsn: (port, options = '') =>
    `twilio://${SID}:${encodeURIComponent(TOKEN)}@default?endpoint=http://127.0.0.1:${port}&from=+15005550006${options}`,
  isSigned: ({ url, headers }) => {
    const [scheme, base64 = ''] = (headers.authorization ?? '').split(' ');
    const [user, ...password] = Buffer.from(base64, 'base64').toString().split(':');
    return (
      scheme === 'Basic' &&
      user === SID &&
      password.join(':') === TOKEN &&
      url.startsWith(`/2010-04-01/Accounts/${SID}`)
    );
  },
  recipient: ({ method, url, headers, body }) =>
    method === 'POST' &&
    url.endsWith('/Messages.json') &&
    headers['content-type'] === 'application/x-www-form-urlencoded'
      ? (new URLSearchParams(body).get('To') ?? '')
      : undefined,
  accepted: {
    status: 201,
    body: { sid: 'SM0123', status: 'queued', error_code: null, to: '+8613800138000' },
  },
  recipientRefused: {
    status: 400,
    body: { code: 21211, message: 'The To number +8613800138000 is not a valid phone number', status: 400 },
  },
  recipientLimited: {
    status: 400,
    body: { code: 21610, message: 'Attempt to send to unsubscribed recipient +8613800138000', status: 400 },
  },
  unauthorized: { status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } },
  checked: { status: 200, body: { sid: SID, status: 'active' } },
};
