import { createHmac } from 'node:crypto';

import { formOf, mistakeOf, type VendorScript } from '../vendor-script.js';

const CAPTCHA_ID = '647f5ed2ed8acb4be36784e01556bb71';
const KEY = 'b09a7aafbfd83f73b35a9b530d0337bf';
const FIELDS = ['lot_number', 'captcha_output', 'pass_token', 'gen_time', 'sign_token'];

const failure = (reason: string) => ({
  status: 200,
  body: { status: 'success', result: 'fail', reason, captcha_args: {} },
});

/** https://docs.geetest.com/BehaviorVerification/deploy/server */
export const geetestScript: VendorScript = {
  dsn: (endpoint) => `geetest://${CAPTCHA_ID}:${KEY}@default?endpoint=${endpoint}`,
  secrets: [KEY],
  token: (number, { solvedAt }) => {
    const values = {
      lot_number: number.toString(16).padStart(32, '0'),
      captcha_output: 'Output/of+the-widget==',
      pass_token: 'f'.repeat(64),
      gen_time: String(Math.floor(solvedAt / 1000)),
    };
    return Buffer.from(JSON.stringify(values)).toString('base64url');
  },
  mistake: (request) => mistakeOf(request, `/validate?captcha_id=${CAPTCHA_ID}`, FIELDS),
  isAuthenticated: (request) => {
    const { lot_number = '', sign_token } = formOf(request) ?? {};
    return sign_token === createHmac('sha256', KEY).update(lot_number).digest('hex');
  },
  tokenId: (request) => formOf(request)?.lot_number ?? '',
  idOf: (token) =>
    (JSON.parse(Buffer.from(token, 'base64url').toString()) as { lot_number: string }).lot_number,
  solved: ({ hostname }) => ({
    status: 200,
    body: {
      status: 'success',
      result: 'success',
      reason: '',
      captcha_args: { used_type: 'slide', referer: hostname === '' ? '' : `https://${hostname}/login?a=b` },
    },
  }),
  invalid: failure('pass_token invalid'),
  duplicate: failure('pass_token expire'),
  unauthorized: failure('sign_token error'),
};
