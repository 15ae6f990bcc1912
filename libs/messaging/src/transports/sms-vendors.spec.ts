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

/** The one request that a message became. */
async function requestFor(vendor: Vendor, parts: Partial<Message> = {}, options = '') {
  const server = await fake(vendor);
  await open(server.dsn(options)).send(messageFor('sms', parts));
  const [request, ...others] = server.received;
  if (!request || others.length > 0) throw new Error('not one request');
  return request;
}

const factsIn = (language: string) => ({ ...messageFor('sms').metadata, language });

describe('the signature', () => {
  it("of Alibaba Cloud is that of the vendor's own example", () => {
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

  it("of Tencent Cloud is that of the vendor's own example", () => {
    const call = {
      service: 'cvm',
      host: 'cvm.tencentcloudapi.com',
      action: 'DescribeInstances',
      seconds: 1551113065,
      body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
    };
    // The page prints its credentials as asterisks, and signs with those.
    expect(tc3Authorization(call, `AKID${'*'.repeat(32)}`, '*'.repeat(32))).toBe(
      `TC3-HMAC-SHA256 Credential=AKID${'*'.repeat(32)}/2019-02-25/cvm/tc3_request, ` +
        'SignedHeaders=content-type;host;x-tc-action, ' +
        'Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f',
    );
  });

  it.each(VENDORS)('of %s is refused with another secret, and the error quotes neither', async (vendor) => {
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

  it.each(VENDORS)(
    'of %s stays right with every character a code, sign or template may have',
    async (vendor) => {
      const server = await fake(vendor);
      const message = messageFor('sms', { sign: `签 ~*'()!+/&=%` });
      await open(server.dsn()).send({
        ...message,
        metadata: { ...message.metadata, code: `A~*'()!+/&=% 中` },
      });
      expect(server.recipients).toEqual([message.to]);
    },
  );
});

describe('an SMS by aliyun:', () => {
  it('asks for SendSms with the number, signature, template and code', async () => {
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

  it('names a number abroad without its plus, as the vendor wants it', async () => {
    const request = await requestFor('aliyun', { to: '+85291234567' });
    expect(aliyunParams(request).PhoneNumbers).toBe('85291234567');
  });

  it("goes out under the tenant's signature when it has one, and in the template of its language", async () => {
    const request = await requestFor('aliyun', { sign: '租户', metadata: factsIn('zh-CN') });
    expect(aliyunParams(request)).toMatchObject({ SignName: '租户', TemplateCode: 'SMS_2' });
  });

  it('is refused, with the remedy, when there is no signature at all', async () => {
    const server = await fake('aliyun');
    const sending = open(server.dsn().replace(/&sign=[^&]+/, '')).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage: false });
    await expect(sending).rejects.toThrow('has no signature to send under: add ?sign=… to its DSN');
    expect(server.received).toEqual([]);
  });

  it('calls its placeholders as the DSN says', async () => {
    const request = await requestFor('aliyun', {}, '&params=number:code,time:minutes');
    expect(aliyunParams(request).TemplateParam).toBe('{"number":"482913","time":"3"}');
  });
});

describe('an SMS by tencent:', () => {
  it('asks for SendSms with the number, app, signature, template and values in their order', async () => {
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

  it("goes out under the tenant's signature when it has one, and in the template of its language", async () => {
    const { body } = await requestFor('tencent', { sign: '租户', metadata: factsIn('zh-CN') });
    expect(tencentParams(body)).toMatchObject({ SignName: '租户', TemplateId: '1111' });
  });

  it('may have arrived when the vendor says that it timed out itself', async () => {
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
] as const)('a code of ten letters by %s:', (vendor, refusal) => {
  const strong = messageFor('sms', { metadata: { ...messageFor('sms').metadata, code: 'ACDEFHKMNP' } });

  it('goes by the template that takes it', async () => {
    const request = await requestFor(vendor, strong, '&strongtemplate=777');
    const { TemplateCode, TemplateId } =
      vendor === 'aliyun' ? aliyunParams(request) : tencentParams(request.body);
    expect(TemplateCode ?? TemplateId).toBe('777');
  });

  it.each([
    ['', strong, true],
    ['&strongtemplate=777', strong, false],
    ['', messageFor('sms'), false],
  ])('is refused with the remedy, where it is one: options %j', async (options, message, isTold) => {
    const sink = await startHttpSink((response) => response.end(JSON.stringify(refusal)));
    onTestFinished(() => sink.stop());
    const sending = open(VENDOR_SCRIPTS[vendor].dsn(sink.port, options)).send(message);
    const failure = await sending.catch((error: unknown) => error);
    expect(failure).toMatchObject({ outcome: 'refused', isOutage: false });
    expect(String(failure).includes('add ?strongtemplate=…')).toBe(isTold);
    expect(String(failure)).not.toContain(message.metadata.code);
  });
});

describe('an SMS by twilio:', () => {
  it('is a form with number, sender, text, and how long a carrier may try', async () => {
    const { method, url, body } = await requestFor('twilio');
    expect({ method, url }).toEqual({ method: 'POST', url: '/2010-04-01/Accounts/ACmadeup/Messages.json' });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      To: '+8613800138000',
      From: '+15005550006',
      Body: '482913 is your code – valid for 3 minutes',
      ValidityPeriod: '180',
    });
  });

  it('comes from a messaging service when the DSN names one', async () => {
    const server = await fake('twilio');
    const service = `MG${'0123456789abcdef'.repeat(2)}`;
    await open(server.dsn().replace(/from=[^&]+/, `from=${service}`)).send(messageFor('sms'));
    const form = new URLSearchParams(server.received[0]?.body);
    expect([form.get('MessagingServiceSid'), form.get('From')]).toEqual([service, null]);
  });

  it('belongs to the account in the DSN when the credentials are those of an API key', async () => {
    const sink = await startHttpSink((response) => response.writeHead(201).end('{"sid":"SM1"}'));
    onTestFinished(() => sink.stop());
    const dsn = `twilio://SKkey:secret@default?endpoint=http://127.0.0.1:${sink.port}&from=Example&account=AC1`;
    await open(dsn).send(messageFor('sms'));
    expect(sink.received[0]?.url).toBe('/2010-04-01/Accounts/AC1/Messages.json');
  });
});

describe.each(VENDORS)('a failing vendor (%s:)', (vendor) => {
  it('that says this recipient had enough has refused, which is no outage, and is quoted by its code only', async () => {
    const sending = open((await fake(vendor, 'business limit')).dsn()).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome: 'refused', isOutage: false });
    await expect(sending).rejects.toThrow(
      /: (isv\.BUSINESS_LIMIT_CONTROL|LimitExceeded\.PhoneNumberDailyLimit|21611)$/,
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
  ] as const)('with the fault %s has %s', async (fault, outcome, isTimeout, text) => {
    const sending = open((await fake(vendor, fault)).dsn()).send(messageFor('sms'));
    await expect(sending).rejects.toMatchObject({ outcome, isTimeout, isOutage: true });
    await expect(sending).rejects.toThrow(text);
  });

  it.each(['silence', 'slow drip'] as const)('with the fault %s is given up on in time', async (fault) => {
    const server = await fake(vendor, fault);
    const sending = open(server.dsn(), 200).send(messageFor('sms'));
    expect(await settlesWithin(500, sending)).toBe(true);
    await expect(sending).rejects.toMatchObject({ outcome: 'unknown', isTimeout: true });
  });

  it('whose certificate is not trusted is unreachable, unless the DSN trusts it', async () => {
    const certificate = await testCertificate();
    onTestFinished(() => certificate.remove());
    const { taken } = VENDOR_SCRIPTS[vendor];
    const sink = await startHttpSink(
      (response) => response.writeHead(taken.status).end(JSON.stringify(taken.body)),
      certificate,
    );
    onTestFinished(() => sink.stop());
    const dsn = VENDOR_SCRIPTS[vendor].dsn(sink.port).replace('http://127.0.0.1', 'https://localhost');
    await expect(open(dsn).send(messageFor('sms'))).rejects.toMatchObject({ outcome: 'unreachable' });
    await open(`${dsn}&ca=${encodeURIComponent(certificate.path)}`).send(messageFor('sms'));
    expect(sink.received).toHaveLength(1);
  });
});

describe('the DSN of an SMS vendor', () => {
  it.each([
    [
      'aliyun://hunter2@default?sign=x&template=SMS_1',
      'needs both user and password: aliyun://USER:PASSWORD@…',
    ],
    ['aliyun://k:hunter2@default?sign=x', 'aliyun://default needs the option "template": add ?template=…'],
    ['aliyun://k:s@default?template=zh-CN:SMS_1', 'needs one without a language, for all others'],
    ['aliyun://k:s@default?template=SMS_1,SMS_2', 'the option "template" is like SMS_1 or'],
    ['aliyun://k:s@default?template=SMS_1&params=hunter2', 'the option "params" is like code,minutes'],
    [
      'aliyun://k:s@default?template=SMS_1&sing=hunter2',
      'unknown options: sing; known: sign, template, strongtemplate, params',
    ],
    ['tencent://k:s@default?template=1', 'tencent://default needs the option "app": add ?app=…'],
    ['twilio://k:s@default', 'twilio://default needs the option "from": add ?from=…'],
    ['twilio://k:s@default?from=1&endpoint=http://sms.example.com', 'the endpoint is https://host:port, or'],
    ['twilio://k:s@default?from=1&endpoint=https://u:hunter2@sms.example.com', 'the endpoint is https://'],
    ['twilio://k:s@default?from=1&endpoint=https://sms.example.com/hunter2', 'the endpoint is https://'],
    ['twilio://k:s@default?from=1&endpoint=file:///hunter2', 'the endpoint is https://host:port, or'],
  ])('%s is refused: %s', (dsn, text) => {
    const build = () => open(dsn);
    expect(build).toThrow(text);
    expect(build).not.toThrow(/hunter2(?!.*known)/);
  });
});
