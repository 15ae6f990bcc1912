import { createHash, createHmac } from 'node:crypto';

import type { VendorScript } from './vendor-script.js';
import type { ReceivedRequest } from '../sinks/http.sink.js';

const KEY = 'LTAI/made+up';
const SECRET = 'made up: S%3Acret/@';

/** The approved verification templates. Every other id is a notification template. */
const VERIFICATION_TEMPLATES: ReadonlySet<string | undefined> = new Set(['SMS_1', 'SMS_2']);

/** Implements https://help.aliyun.com/en/sdk/product-overview/v3-request-structure-and-signature. */
export const aliyunScript: VendorScript = {
  dsn: (port, options = '') =>
    `aliyun://${encodeURIComponent(KEY)}:${encodeURIComponent(SECRET)}@cn-hangzhou?endpoint=http://127.0.0.1:${port}` +
    `&sign=${encodeURIComponent('示例')}&template=SMS_1,zh-CN:SMS_2${options}`,
  isSigned: isSignedByAcs3,
  recipient: (request) => {
    if (request.headers['x-acs-action'] !== 'SendSms') return undefined;
    const number = aliyunParams(request).PhoneNumbers ?? '';
    return number.startsWith('+') ? number : `+${number}`;
  },
  templateRefusal,
  accepted: { status: 200, body: { Code: 'OK', Message: 'OK', BizId: '9006', RequestId: 'CC89' } },
  recipientRefused: {
    status: 200,
    body: { Code: 'isv.MOBILE_NUMBER_ILLEGAL', Message: '+8613800138000 invalid', RequestId: 'CC89' },
  },
  recipientLimited: {
    status: 200,
    body: { Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发小时级流控 +8613800138000', RequestId: 'CC89' },
  },
  unauthorized: {
    status: 400,
    body: { Code: 'SignatureDoesNotMatch', Message: 'server string to sign is …' },
  },
  checked: { status: 200, body: { Code: 'OK', TemplateStatus: 1 } },
};

/** The decoded query parameters. */
export function aliyunParams({ url }: ReceivedRequest): Record<string, string> {
  const pairs = url.slice(url.indexOf('?') + 1).split('&');
  return Object.fromEntries(pairs.map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]));
}

/**
 * A verification template has a single variable of 4 to 6 letters or digits, a notification template variables of 1 to
 * 35 characters: https://help.aliyun.com/en/sms/templaterule-template-variable-parameter-filling-example
 */
function templateRefusal(request: ReceivedRequest) {
  const { TemplateCode, TemplateParam = '{}' } = aliyunParams(request);
  const values = Object.values(JSON.parse(TemplateParam) as Record<string, string>);
  const isAccepted = VERIFICATION_TEMPLATES.has(TemplateCode)
    ? values.length === 1 && /^[A-Za-z0-9]{4,6}$/.test(values.join())
    : values.every((value) => value.length >= 1 && value.length <= 35);
  if (isAccepted) return undefined;
  return {
    status: 200,
    body: { Code: 'isv.TEMPLATE_PARAMS_ILLEGAL', Message: '模板变量不合规', RequestId: 'CC89' },
  };
}

function isSignedByAcs3(request: ReceivedRequest): boolean {
  const { method, url, headers, body } = request;
  const [, key, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=(.+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const signed = names.split(';');
  const mustBeSigned = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-acs-'));
  const age = Date.now() - Date.parse(headers['x-acs-date'] as string);
  const query = Object.entries(aliyunParams(request))
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const canonical = [
    method,
    url.split('?')[0],
    query,
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const mac = createHmac('sha256', SECRET)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return (
    key === KEY &&
    [...signed].sort().join() === signed.join() &&
    mustBeSigned.every((name) => signed.includes(name)) &&
    Math.abs(age) < 15 * 60_000 &&
    headers['x-acs-content-sha256'] === sha256(body) &&
    headers['x-acs-signature-nonce'] !== undefined &&
    mac === signature
  );
}

function percentEncode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
