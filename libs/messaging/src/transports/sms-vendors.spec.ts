import { describe, expect, it, onTestFinished } from 'vitest';

import { createTransport } from '../create-transport.js';
import type { Message } from '../message.js';
import { Outbox } from '../outbox.js';
import { testCertificate } from '../testing/certificate.js';
import { aliyunParams } from '../testing/vendors/fake-aliyun.js';
import { tencentParams } from '../testing/vendors/fake-tencent.js';
import { startFakeVendor, VENDOR_SCRIPTS, type VendorFault } from '../testing/vendors/fake-vendor.js';
import { startHttpSink } from '../testing/sinks/http.sink.js';
import { messageFor } from '../testing/messages.js';
import { acs3Authorization } from './aliyun.transport.js';
import { tc3Authorization } from './tencent.transport.js';
import { settlesWithin } from '../../../../test/support/wait.js';

type Vendor = keyof typeof VENDOR_SCRIPTS;

const VENDORS = Object.keys(VENDOR_SCRIPTS) as Vendor[];

function open(dsn: string, timeoutMs?: number) {
  const transport = createTransport(dsn, 'sms', { outbox: new Outbox(), timeoutMs });
  onTestFinished(() => transport.close());
  return transport;
}

async function fake(vendor: Vendor, fault?: VendorFault) {
  const server = await startFakeVendor(VENDOR_SCRIPTS[vendor], fault);
  onTestFinished(() => server.stop());
  return server;
}

/** The request that delivers one message. */
async function requestFor(vendor: Vendor, overrides: Partial<Message> = {}, options = '') {
  const server = await fake(vendor);
  await open(server.dsn(options)).send(messageFor('sms', overrides));
  const [request, ...others] = server.received;
  if (!request || others.length > 0) throw new Error('expected one request');
  return request;
}

const metadataIn = (language: string) => ({ ...messageFor('sms').metadata, language });

describe('acs3Authorization()', () => {
  it("reproduces the example of the vendor's documentation", () => {
    const url = new URL(
      'https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
    );
    const headers = {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
    };
    expect(acs3Authorization(url, headers, 'YourAccessKeyId', 'YourAccessKeySecret')).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;' +
        'x-acs-date;x-acs-signature-nonce;x-acs-version,' +
        'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });
});

describe('tc3Authorization()', () => {
  it("reproduces the example of the vendor's documentation", () => {
    const call = {
      service: 'cvm',
      host: 'cvm.tencentcloudapi.com',
      action: 'DescribeInstances',
      seconds: 1551113065,
      body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
    };
    // The documentation shows asterisks as credentials and signs with them.
    expect(tc3Authorization(call, `AKID${'*'.repeat(32)}`, '*'.repeat(32))).toBe(
      `TC3-HMAC-SHA256 Credential=AKID${'*'.repeat(32)}/2019-02-25/cvm/tc3_request, ` +
        'SignedHeaders=content-type;host;x-tc-action, ' +
        'Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f',
    );
  });
});

describe('createTransport() for SMS vendors: the signature', () => {
  it.each(VENDORS)('is refused by %s with another secret, which the error does not quote', async (vendor) => {
    const server = await fake(vendor);
    const dsn = server.dsn().replace(/:[^:@]+@/, ':hunter2@');
    const sending = open(dsn).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage: true });
    await expect(sending).rejects.toThrow(
      /refused the message: (SignatureDoesNotMatch|AuthFailure\.SignatureFailure|20003)$/,
    );
    await expect(sending).rejects.not.toThrow('hunter2');
    await expect(open(dsn).check()).rejects.toMatchObject({ outcome: 'refused' });
    expect(server.recipients).toEqual([]);
  });

  it.each(VENDORS)('is valid for %s with special characters in code and sign', async (vendor) => {
    const server = await fake(vendor);
    const message = messageFor('sms', { sign: `签 ~*'()!+/&=%` });
    await open(server.dsn(vendor === 'twilio' ? '' : '&strongtemplate=777')).send({
      ...message,
      metadata: { ...message.metadata, code: `~*'()!+/&=%中` },
    });
    expect(server.recipients).toEqual([message.to]);
  });
});

describe('createTransport() for Alibaba Cloud: an SMS', () => {
  it('is a SendSms request with number, signature, template and code', async () => {
    const request = await requestFor('aliyun');
    expect(request).toMatchObject({ method: 'POST', body: '' });
    expect(request.headers).toMatchObject({ 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25' });
    expect(aliyunParams(request)).toEqual({
      PhoneNumbers: '+8613800138000',
      SignName: '示例',
      TemplateCode: 'SMS_1',
      TemplateParam: '{"code":"482913"}',
    });
  });

  it('has numbers outside mainland China without a plus', async () => {
    const request = await requestFor('aliyun', { to: '+85291234567' });
    expect(aliyunParams(request).PhoneNumbers).toBe('85291234567');
  });

  it("has the tenant's signature and the template of its language", async () => {
    const request = await requestFor('aliyun', { sign: '租户', metadata: metadataIn('zh-CN') });
    expect(aliyunParams(request)).toMatchObject({ SignName: '租户', TemplateCode: 'SMS_2' });
  });

  it('is refused with a remedy when there is no signature', async () => {
    const server = await fake('aliyun');
    const sending = open(server.dsn().replace(/&sign=[^&]+/, '')).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage: false });
    await expect(sending).rejects.toThrow('has no signature to send under: add ?sign=… to its DSN');
    expect(server.received).toEqual([]);
  });

  it('has the parameter names of the DSN', async () => {
    const options = '&params=number:code,time:minutes&strongtemplate=SMS_9';
    const message = { metadata: { ...messageFor('sms').metadata, code: '48291375' } };
    const request = await requestFor('aliyun', message, options);
    expect(aliyunParams(request).TemplateParam).toBe('{"number":"48291375","time":"3"}');
  });
});

describe('createTransport() for Tencent Cloud: an SMS', () => {
  it('is a SendSms request with number, app, signature, template and ordered values', async () => {
    const { headers, body } = await requestFor('tencent');
    expect(headers).toMatchObject({ 'x-tc-action': 'SendSms', 'x-tc-region': 'ap-guangzhou' });
    expect(tencentParams(body)).toEqual({
      PhoneNumberSet: ['+8613800138000'],
      SmsSdkAppId: '1400006666',
      TemplateId: '1110',
      SignName: '示例',
      TemplateParamSet: ['482913', '3'],
    });
  });

  it("has the tenant's signature and the template of its language", async () => {
    const { body } = await requestFor('tencent', { sign: '租户', metadata: metadataIn('zh-CN') });
    expect(tencentParams(body)).toMatchObject({ SignName: '租户', TemplateId: '1111' });
  });

  it('has an unknown outcome when the vendor reports an internal timeout', async () => {
    const timedOut = { Response: { Error: { Code: 'InternalError.Timeout', Message: '…' }, RequestId: '1' } };
    const sink = await startHttpSink((response) => response.end(JSON.stringify(timedOut)));
    onTestFinished(() => sink.stop());
    const sending = open(VENDOR_SCRIPTS.tencent.dsn(sink.port)).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown', isTimeout: true });
  });
});

describe.each([
  ['aliyun', { Code: 'isv.TEMPLATE_PARAMS_ILLEGAL' }],
  [
    'tencent',
    { Response: { SendStatusSet: [{ Code: 'InvalidParameterValue.TemplateParameterLengthLimit' }] } },
  ],
] as const)('createTransport() for %s: a strong code', (vendor, refusal) => {
  const strong = messageFor('sms', { metadata: { ...messageFor('sms').metadata, code: '7K3MWQ9ZTA' } });

  it('is sent with the strongtemplate', async () => {
    const request = await requestFor(vendor, strong, '&strongtemplate=777');
    const { TemplateCode, TemplateId } =
      vendor === 'aliyun' ? aliyunParams(request) : tencentParams(request.body);
    expect(TemplateCode ?? TemplateId).toBe('777');
  });

  it('SEC-53: is refused by the vendor without a strongtemplate, and arrives with one', async () => {
    const server = await fake(vendor);
    await expect(open(server.dsn()).send(strong)).rejects.toThrow('add ?strongtemplate=…');
    expect(server.recipients).toEqual([]);
    await open(server.dsn('&strongtemplate=777')).send(strong);
    expect(server.recipients).toEqual([strong.to]);
  });

  it('SEC-53: is carried only if every vendor of the DSN has a strongtemplate', () => {
    const [weak, able] = [
      VENDOR_SCRIPTS[vendor].dsn(1),
      VENDOR_SCRIPTS[vendor].dsn(1, '&strongtemplate=777'),
    ];
    const twilio = VENDOR_SCRIPTS.twilio.dsn(1);
    const carried = (dsn: string): boolean => open(dsn).carriesStrongCodes;
    expect([able, `failover(${able} ${twilio})`].map(carried)).toEqual([true, true]);
    const lacking = [weak, `failover(${twilio} ${weak})`, `roundrobin(${able} failover(${twilio} ${weak}))`];
    expect(lacking.map(carried)).toEqual([false, false, false]);
  });

  it('is one of templates unless a vendor of the DSN sends the text of the message', () => {
    const [template, twilio] = [VENDOR_SCRIPTS[vendor].dsn(1), VENDOR_SCRIPTS.twilio.dsn(1)];
    const dsns = [template, `failover(${template} ${template})`, `failover(${template} ${twilio})`, twilio];
    expect(dsns.map((dsn) => open(dsn).sendsTemplates)).toEqual([true, true, false, false]);
  });

  it.each([
    ['', strong, true],
    ['&strongtemplate=777', strong, false],
    ['', messageFor('sms'), false],
  ])(
    'is refused with a remedy if the template caused it: options %j',
    async (options, message, hasRemedy) => {
      const sink = await startHttpSink((response) => response.end(JSON.stringify(refusal)));
      onTestFinished(() => sink.stop());
      const sending = open(VENDOR_SCRIPTS[vendor].dsn(sink.port, options)).send(message);
      const failure = await sending.catch((error: unknown) => error);
      expect(failure).toMatchObject({ outcome: 'refused', isOutage: false });
      expect(String(failure).includes('add ?strongtemplate=…')).toBe(hasRemedy);
      expect(String(failure)).not.toContain(message.metadata.code);
    },
  );
});

describe('createTransport() for Twilio: an SMS', () => {
  it('is a form with number, sender, text and validity period', async () => {
    const { method, url, body } = await requestFor('twilio');
    expect({ method, url }).toEqual({ method: 'POST', url: '/2010-04-01/Accounts/ACmadeup/Messages.json' });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      To: '+8613800138000',
      From: '+15005550006',
      Body: '482913 is your code – valid for 3 minutes',
      ValidityPeriod: '180',
    });
  });

  it('is sent by the messaging service of the DSN', async () => {
    const server = await fake('twilio');
    const service = `MG${'0123456789abcdef'.repeat(2)}`;
    await open(server.dsn().replace(/from=[^&]+/, `from=${service}`)).send(messageFor('sms'));
    const form = new URLSearchParams(server.received[0]?.body);
    expect([form.get('MessagingServiceSid'), form.get('From')]).toEqual([service, null]);
  });

  it('belongs to the account of the DSN when the credentials are an API key', async () => {
    const sink = await startHttpSink((response) => response.writeHead(201).end('{"sid":"SM1"}'));
    onTestFinished(() => sink.stop());
    const dsn = `twilio://SKkey:secret@default?endpoint=http://127.0.0.1:${sink.port}&from=Example&account=AC1`;
    await open(dsn).send(messageFor('sms'));
    expect(sink.received[0]?.url).toBe('/2010-04-01/Accounts/AC1/Messages.json');
  });
});

describe.each(VENDORS)('createTransport() for %s: outcomes', (vendor) => {
  it('reports `refused` for a recipient limit, which is not an outage, with only the error code of the vendor', async () => {
    const sending = open((await fake(vendor, 'business limit')).dsn()).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage: false });
    await expect(sending).rejects.toThrow(
      /: (isv\.BUSINESS_LIMIT_CONTROL|LimitExceeded\.PhoneNumberDailyLimit|21610)$/,
    );
  });

  it.each([
    ['429', 'refused', false, /refused the message: HTTP 429$/],
    ['503', 'refused', false, /refused the message: HTTP 503$/],
    ['redirect', 'refused', false, /refused the message: HTTP 307$/],
    ['500', 'unknown', false, /may have sent the message: HTTP 500$/],
    ['504', 'unknown', true, /may have sent the message: HTTP 504$/],
    ['malformed JSON', 'unknown', false, /may have sent the message: HTTP 200 without JSON$/],
    ['other JSON', 'unknown', false, /may have sent the message: no verdict$/],
    ['hang up', 'unknown', false, /broke off, the message may have been sent: ECONNRESET$/],
  ] as const)('on the fault %s reports `%s`', async (fault, outcome, isTimeout, text) => {
    const sending = open((await fake(vendor, fault)).dsn()).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome, isTimeout, isOutage: true });
    await expect(sending).rejects.toThrow(text);
  });

  it.each(['silence', 'slow drip'] as const)(
    'on the fault %s reports `unknown` at the deadline',
    async (fault) => {
      const server = await fake(vendor, fault);
      const sending = open(server.dsn(), 200).send(messageFor('sms'));
      expect(await settlesWithin(500, sending)).toBe(true);
      await expect(sending).rejects.toMatchObject({ outcome: 'unknown', isTimeout: true });
    },
  );

  it('reports `unreachable` for an untrusted certificate unless the DSN names its authority', async () => {
    const certificate = await testCertificate();
    onTestFinished(() => certificate.remove());
    const { accepted } = VENDOR_SCRIPTS[vendor];
    const sink = await startHttpSink(
      (response) => response.writeHead(accepted.status).end(JSON.stringify(accepted.body)),
      certificate,
    );
    onTestFinished(() => sink.stop());
    const dsn = VENDOR_SCRIPTS[vendor].dsn(sink.port).replace('http://127.0.0.1', 'https://localhost');
    await expect(open(dsn).send(messageFor('sms'))).rejects.toMatchObject({ outcome: 'unreachable' });
    await open(`${dsn}&ca=${encodeURIComponent(certificate.path)}`).send(messageFor('sms'));
    expect(sink.received).toHaveLength(1);
  });
});

describe.each([
  [
    'aliyun',
    (Code: string) => ({ Code, RequestId: 'CC89' }),
    [
      ...['isv.BUSINESS_LIMIT_CONTROL', 'isv.MOBILE_NUMBER_ILLEGAL', 'isv.DOMESTIC_NUMBER_NOT_SUPPORTED'],
      ...['isv.DAY_LIMIT_CONTROL', 'isv.MONTH_LIMIT_CONTROL', 'isv.DENY_IP_RANGE'],
      ...['isv.BLACK_KEY_CONTROL_LIMIT', 'isv.SMS_SIGNATURE_ILLEGAL', 'isv.SOMETHING_NEW'],
    ],
    [
      ...['isp.SYSTEM_ERROR', 'isp.RAM_PERMISSION_DENY', 'Throttling.User', 'ServiceUnavailable'],
      ...[
        'InternalError',
        'InvalidAccessKeyId.NotFound',
        'SignatureDoesNotMatch',
        'Forbidden.RAM',
        'NoPermission',
      ],
      ...['isv.OUT_OF_SERVICE', 'isv.AMOUNT_NOT_ENOUGH', 'isv.ACCOUNT_ABNORMAL', 'isv.PRODUCT_UN_SUBSCRIPT'],
    ],
  ],
  [
    'tencent',
    (Code: string) => ({ Response: { SendStatusSet: [{ Code }], RequestId: 'a0aabda6' } }),
    [
      ...['DailyLimit', 'OneHourLimit', 'ThirtySecondLimit', 'SameContentDailyLimit'].map(
        (limit) => `LimitExceeded.PhoneNumber${limit}`,
      ),
      ...[
        'AppCountryOrRegionDailyLimit',
        'AppMainlandChinaDailyLimit',
        'AppGlobalDailyLimit',
        'DailyLimit',
      ].map((limit) => `LimitExceeded.${limit}`),
      ...['LimitExceeded.DeliveryFrequencyLimit', 'InvalidParameterValue.IncorrectPhoneNumber'],
      ...['FailedOperation.PhoneNumberInBlacklist', 'UnsupportedOperation.UnsupportedRegion'],
      ...['FailedOperation.SignatureIncorrectOrUnapproved', 'InternalError.JsonParseFail'],
      ...['InternalError.OtherError', 'SomethingNew'],
    ],
    [
      ...[
        'AuthFailure.SecretIdNotFound',
        'InternalError',
        'InternalError.UnknownError',
        'RequestLimitExceeded',
      ],
      ...['ServiceUnavailable', 'IpInBlacklist', 'IpNotInWhitelist', 'LimitExceeded.AppDailyLimit'],
      ...['UnauthorizedOperation.ServiceSuspendDueToArrears', 'InvalidParameterValue.SdkAppIdNotExist'],
      'FailedOperation.InsufficientBalanceInSmsPackage',
    ],
  ],
] as const)('createTransport() for %s: error codes', (vendor, body, refusals, outages) => {
  async function sendingTo(code: string) {
    const sink = await startHttpSink((response) => response.end(JSON.stringify(body(code))));
    onTestFinished(() => sink.stop());
    return open(VENDOR_SCRIPTS[vendor].dsn(sink.port)).send(messageFor('sms'));
  }

  it.each(refusals)('report %s as a refusal of this message', async (code) => {
    await expect(sendingTo(code)).rejects.toMatchObject({ isMessageRefusal: true });
  });

  it.each(outages)('report %s as an outage', async (code) => {
    await expect(sendingTo(code)).rejects.toMatchObject({ outcome: 'refused', isOutage: true });
  });
});

describe('createTransport() for twilio: error codes', () => {
  async function sendingTo(status: number, code?: number) {
    const sink = await startHttpSink((response) =>
      response.writeHead(status).end(JSON.stringify(code === undefined ? {} : { code, status })),
    );
    onTestFinished(() => sink.stop());
    return open(VENDOR_SCRIPTS.twilio.dsn(sink.port)).send(messageFor('sms'));
  }

  it.each([
    [400, 21211],
    [400, 21408],
    [403, 21408],
    [400, 21606],
    [400, 21608],
    [400, 21610],
    [400, 21612],
    [400, 21614],
    [400, undefined],
    [403, undefined],
    [404, undefined],
  ])('report HTTP %i with the code %s as a refusal of this message', async (status, code) => {
    await expect(sendingTo(status, code)).rejects.toMatchObject({ isMessageRefusal: true });
  });

  it.each([
    [400, 10001],
    [401, 20003],
    [403, 20003],
    [403, 20005],
    [403, 20006],
    [403, 20403],
    [404, 20404],
    [400, 20429],
    [429, 20429],
    [400, 21611],
    [400, 63038],
    [401, undefined],
    [405, undefined],
    [429, undefined],
  ])('report HTTP %i with the code %s as an outage', async (status, code) => {
    await expect(sendingTo(status, code)).rejects.toMatchObject({ outcome: 'refused', isOutage: true });
  });
});

describe('createTransport() for an invalid vendor DSN', () => {
  it.each([
    [
      'aliyun://hunter2@default?sign=x&template=SMS_1',
      'needs both user and password: aliyun://USER:PASSWORD@…',
    ],
    ['aliyun://k:hunter2@default?sign=x', 'aliyun://default needs the option "template": add ?template=…'],
    ['aliyun://k:s@default?template=zh-CN:SMS_1', 'needs an id without a language as the default'],
    ['aliyun://k:s@default?template=SMS_1,SMS_2', 'the option "template" must look like SMS_1 or'],
    ['aliyun://k:s@default?template=SMS_1&params=hunter2', 'the option "params" must look like code,minutes'],
    [
      'aliyun://k:s@default?template=SMS_1&sing=hunter2',
      'unknown options: sing; known: sign, template, strongtemplate, params',
    ],
    ['tencent://k:s@default?template=1', 'tencent://default needs the option "app": add ?app=…'],
    ['twilio://k:s@default', 'twilio://default needs the option "from": add ?from=…'],
    [
      'twilio://k:s@default?from=1&endpoint=http://sms.example.com',
      'the option "endpoint" must be https://host:port, or',
    ],
    [
      'twilio://k:s@default?from=1&endpoint=https://u:hunter2@sms.example.com',
      'the option "endpoint" must be https://',
    ],
    [
      'twilio://k:s@default?from=1&endpoint=https://sms.example.com/hunter2',
      'the option "endpoint" must be https://',
    ],
    [
      'twilio://k:s@default?from=1&endpoint=file:///hunter2',
      'the option "endpoint" must be https://host:port, or',
    ],
  ])('rejects %s: %s', (dsn, text) => {
    const create = () => open(dsn);
    expect(create).toThrow(text);
    expect(create).not.toThrow(/hunter2(?!.*known)/);
  });
});
