import { formOf, mistakeOf, type VendorScript } from '../vendor-script.js';

const API_KEY = 'A1Made/Up+ApiKey@:';
const SITE_KEY = 'FCMG5MADEUP';

const refusal = (status: number, error_code: string) => ({
  status,
  body: { success: false, error: { error_code, detail: 'a text for people' } },
});

/** https://developer.friendlycaptcha.com/docs/v2/api/siteverify */
export const friendlyScript: VendorScript = {
  dsn: (endpoint) =>
    `friendly://${encodeURIComponent(API_KEY)}@default?sitekey=${SITE_KEY}&endpoint=${endpoint}`,
  secrets: [API_KEY, encodeURIComponent(API_KEY)],
  token: (number) => `frc.${number}.${'Y'.repeat(200)}`,
  mistake: (request) =>
    mistakeOf(request, '/api/v2/captcha/siteverify', ['response', 'sitekey']) ??
    (formOf(request)?.sitekey === SITE_KEY ? undefined : 'another sitekey'),
  isAuthenticated: ({ headers }) => headers['x-api-key'] === API_KEY,
  tokenId: (request) => formOf(request)?.response ?? '',
  idOf: (token) => token,
  solved: ({ solvedAt, hostname }) => ({
    status: 200,
    body: {
      success: true,
      data: {
        challenge: {
          timestamp: new Date(solvedAt).toISOString(),
          origin: hostname === '' ? '' : `https://${hostname}`,
        },
      },
    },
  }),
  invalid: refusal(200, 'response_invalid'),
  duplicate: refusal(200, 'response_duplicate'),
  unauthorized: refusal(401, 'auth_invalid'),
};
