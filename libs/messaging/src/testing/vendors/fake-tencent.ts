import { createHash, createHmac } from 'node:crypto';

import type { VendorScript } from './vendor-script.js';
import type { ReceivedRequest } from '../sinks/http.sink.js';

const ID = 'AKIDmadeup';
const KEY = 'made/up+key';

/** The approved verification templates. Every other id is a notification template. */
const VERIFICATION_TEMPLATES: ReadonlySet<unknown> = new Set(['1110', '1111']);

type TencentParams = { PhoneNumberSet: string[]; TemplateParamSet: string[] } & Record<string, unknown>;

const ok = (Response: object) => ({
  status: 200,
  body: { Response: { ...Response, RequestId: 'a0aabda6' } },
});
const sent = (Code: string, Message: string) =>
  ok({ SendStatusSet: [{ SerialNo: '5000', PhoneNumber: '+8613800138000', Fee: 1, Code, Message }] });

/** Implements https://cloud.tencent.com/document/api/213/30654. */
export const tencentScript: VendorScript = {
  dsn: (port, options = '') =>
    `tencent://${ID}:${encodeURIComponent(KEY)}@default?endpoint=http://127.0.0.1:${port}` +
    `&app=1400006666&sign=${encodeURIComponent('示例')}&template=1110,zh-CN:1111&params=code,minutes${options}`,
  isSigned: isSignedByTc3,
  recipient: ({ headers, body }) =>
    headers['x-tc-action'] === 'SendSms' ? tencentParams(body).PhoneNumberSet.join() : undefined,
  templateRefusal,
  accepted: sent('Ok', 'send success'),
  recipientRefused: sent('FailedOperation.PhoneNumberInBlacklist', '+8613800138000 is in the blocklist'),
  recipientLimited: sent(
    'LimitExceeded.PhoneNumberDailyLimit',
    'the number of sms messages sent to +8613800138000',
  ),
  unauthorized: ok({
    Error: { Code: 'AuthFailure.SignatureFailure', Message: 'The provided credentials …' },
  }),
  checked: ok({ DescribeTemplateStatusSet: [] }),
};

/** The parsed request body. */
export function tencentParams(body: string): TencentParams {
  return JSON.parse(body) as TencentParams;
}

/**
 * A verification template takes values of up to 6 digits, a notification template of up to 12 characters (individual
 * accounts): https://cloud.tencent.com/document/api/382/55981 (error codes)
 */
function templateRefusal({ body }: ReceivedRequest) {
  const { TemplateId, TemplateParamSet } = tencentParams(body);
  if (VERIFICATION_TEMPLATES.has(TemplateId)) {
    if (TemplateParamSet.every((value) => /^\d{0,6}$/.test(value))) return undefined;
    return sent(
      'InvalidParameterValue.TemplateParameterFormatError',
      'Verification code template parameter format error',
    );
  }
  if (TemplateParamSet.every((value) => value.length <= 12)) return undefined;
  return sent('InvalidParameterValue.TemplateParameterLengthLimit', 'the parameter is too long');
}

function isSignedByTc3({ method, url, headers, body }: ReceivedRequest): boolean {
  const [, id, date = '', service = '', names = '', signature] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, SignedHeaders=([a-z;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const timestamp = String(headers['x-tc-timestamp']);
  const at = new Date(Number(timestamp) * 1000);
  // This signature lower-cases header values.
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).toLowerCase()}`);
  const canonical = [method, url, '', ...lines, '', names, sha256(body)].join('\n');
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${sha256(canonical)}`;
  const ofDate = createHmac('sha256', `TC3${KEY}`).update(date).digest();
  const ofService = createHmac('sha256', ofDate).update(service).digest();
  const signing = createHmac('sha256', ofService).update('tc3_request').digest();
  return (
    id === ID &&
    service === 'sms' &&
    Math.abs(Date.now() - at.getTime()) < 5 * 60_000 &&
    at.toISOString().startsWith(date) &&
    ['content-type', 'host'].every((name) => names.split(';').includes(name)) &&
    headers['x-tc-version'] === '2021-01-11' &&
    headers['x-tc-region'] !== undefined &&
    createHmac('sha256', signing).update(toSign).digest('hex') === signature
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
