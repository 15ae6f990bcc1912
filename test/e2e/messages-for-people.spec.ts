import { Body, Controller, Post } from '@nestjs/common';
import { Length } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorText, LANGUAGE_TAGS } from '../../src/languages/index.js';
import { CAPTCHA, TestApp } from '../support/app.js';

class NameRequest {
  @Length(3, 20)
  name!: string;
}

/** A controller as a teammate writes it. */
@Controller('api/v1/test')
class NamesController {
  @Post('names')
  create(@Body() body: NameRequest): NameRequest {
    return body;
  }
}

const VERIFY = `${CAPTCHA}/verify`;
const NAMES = '/api/v1/test/names';
const email = { use: 'login', type: 'email', account: 'jane@example.com' };
const phone = { use: 'login', type: 'phone' };
const proof = { codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '123456' };

const NOT_EMAIL = [
  'That is not an e-mail address. Check it and try again.',
  '邮箱地址不正确，请检查后重试',
] as const;
const NOT_CODE = [
  'That does not look like the code. Check it and try again.',
  '验证码格式不正确，请检查后重试',
] as const;
const NO_ACCOUNT = ['Enter your e-mail address or phone number.', '请输入邮箱或手机号'] as const;
const NO_CODE = ['Enter the code.', '请输入验证码'] as const;
const BAD_PAGE = [
  'Something is wrong with this page. Reload it and try again.',
  '页面出现问题，请刷新后重试',
] as const;

interface Mistake {
  readonly what: string;
  readonly path: string;
  readonly body: object;
  readonly headers?: Record<string, string>;
  /** Fields and rules of `data.errors`. */
  readonly errors: readonly string[];
  readonly msg: readonly [english: string, chinese: string];
}

const MISTAKES: readonly Mistake[] = [
  // What people type
  {
    what: 'no address',
    path: CAPTCHA,
    body: { ...email, account: 'jane.example.com' },
    errors: ['account isEmail'],
    msg: NOT_EMAIL,
  },
  {
    what: 'two addresses',
    path: CAPTCHA,
    body: { ...email, account: 'a@b.example,c@d.example' },
    errors: ['account isEmail'],
    msg: NOT_EMAIL,
  },
  {
    what: 'an empty account',
    path: CAPTCHA,
    body: { ...email, account: '' },
    errors: ['account isNotEmpty'],
    msg: NO_ACCOUNT,
  },
  {
    what: 'an empty deprecated account',
    path: CAPTCHA,
    body: { use: 'login', type: 'phone', data: '' },
    errors: ['account isNotEmpty'],
    msg: NO_ACCOUNT,
  },
  {
    what: 'a premium number',
    path: CAPTCHA,
    body: { ...phone, account: '+19002530000' },
    errors: ['account isSmsCapable'],
    msg: [
      'This number cannot receive text messages. Use a mobile number.',
      '此号码无法接收短信，请使用手机号码',
    ],
  },
  {
    what: 'too few digits',
    path: CAPTCHA,
    body: { ...phone, account: '12' },
    errors: ['account isPhone'],
    msg: [
      'That is not a phone number. Check it and try again. Start a number from another country with + and its country code.',
      '手机号码不正确，请检查后重试。其他国家或地区的号码请以 + 和国际区号开头',
    ],
  },
  {
    what: 'an empty code',
    path: VERIFY,
    body: { ...email, ...proof, code: '' },
    errors: ['code isNotEmpty'],
    msg: NO_CODE,
  },
  {
    what: 'a code of the wrong length',
    path: VERIFY,
    body: { ...email, ...proof, code: '12' },
    errors: ['code isCode'],
    msg: NOT_CODE,
  },
  {
    what: 'a code that was never requested',
    path: VERIFY,
    body: { ...email, codeID: '', code: '123456' },
    errors: ['codeID isNotEmpty'],
    msg: ['Ask for a code first.', '请先获取验证码'],
  },
  {
    what: 'a picture that is not answered',
    path: CAPTCHA,
    body: { ...email, ...proof, code: '' },
    errors: ['code isRequiredWith', 'codeID isRequiredWith'],
    msg: [
      'Enter the characters in the picture. If you see no picture, reload the page.',
      '请输入图片中的字符，如果没有看到图片，请刷新页面',
    ],
  },
  {
    what: 'an empty form: the first field',
    path: VERIFY,
    body: { use: 'login', type: 'email', account: '', codeID: '', code: '' },
    errors: ['account isNotEmpty', 'codeID isNotEmpty', 'code isNotEmpty'],
    msg: NO_ACCOUNT,
  },
  {
    what: "a teammate's field",
    path: NAMES,
    body: { name: 'ab' },
    errors: ['name isLength'],
    msg: ['This entry must have 3 to 20 characters.', '此项的长度必须为 3 到 20 个字符'],
  },
  // What only a page can send
  {
    what: 'an unknown type',
    path: CAPTCHA,
    body: { use: 'login', type: 'fax' },
    errors: ['type isIn'],
    msg: BAD_PAGE,
  },
  { what: 'no purpose', path: CAPTCHA, body: { type: 'image' }, errors: ['use isNotEmpty'], msg: BAD_PAGE },
  {
    what: 'an unknown purpose',
    path: CAPTCHA,
    body: { use: 'nonsense', type: 'image' },
    errors: ['use isPurpose'],
    msg: BAD_PAGE,
  },
  {
    what: 'an unknown presentation',
    path: CAPTCHA,
    body: { use: 'login', type: 'image', presentation: 'x' },
    errors: ['presentation isIn'],
    msg: BAD_PAGE,
  },
  {
    what: 'a number as the account',
    path: CAPTCHA,
    body: { ...phone, account: 13800138000 },
    errors: ['account isString'],
    msg: BAD_PAGE,
  },
  {
    what: 'a malformed codeID',
    path: VERIFY,
    body: { ...email, ...proof, codeID: 'x' },
    errors: ['codeID isCodeId'],
    msg: BAD_PAGE,
  },
  { what: 'a list', path: CAPTCHA, body: [], errors: ['body isJsonObject'], msg: BAD_PAGE },
  {
    what: 'an unknown tenant',
    path: CAPTCHA,
    body: email,
    headers: { 'iThings-tenant-code': 'nobody' },
    errors: ['iThings-tenant-code isTenant'],
    msg: BAD_PAGE,
  },
];

interface Refusal {
  readonly errors: readonly { readonly field: string; readonly rule: string; readonly message: string }[];
}

/** Names of fields and headers that are no words of the shipped languages. */
const WIRE_NAMES = /(?<!\p{L})(account|data|codeID|use|type|presentation|ticket|body|iThings\S*)(?!\p{L})/u;

describe('POST …/captcha and …/captcha/verify: msg of code 100006', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ controllers: [NamesController] });
  });
  afterAll(() => app.close());

  const send = ({ path, body, headers }: Mistake, language: string) =>
    app.post<Refusal>(path, body, { ...headers, 'Accept-Language': language });

  it.each(MISTAKES)(
    'tells a person what to do about $what; data.errors names the fields',
    async (mistake) => {
      const [english, chinese] = [await send(mistake, 'en'), await send(mistake, 'zh-CN')];
      expect([english.body.msg, chinese.body.msg]).toEqual(mistake.msg);
      for (const { status, body } of [english, chinese]) {
        expect([status, body.code]).toEqual([400, 100006]);
        expect(body.data.errors.map(({ field, rule }) => `${field} ${rule}`)).toEqual(mistake.errors);
      }
    },
  );

  it.each(LANGUAGE_TAGS)('contains no name of a field or header in %s', async (language) => {
    for (const mistake of MISTAKES) {
      const { body } = await send(mistake, language);
      expect(body.msg, mistake.what).not.toMatch(WIRE_NAMES);
      expect(body.msg, mistake.what).not.toMatch(/[{}]/);
    }
  });

  it('asks to reload the page for a URL that cannot be decoded, and for invalid HTTP', async () => {
    expect((await app.fetch('/api/%ff')).body.msg).toBe(BAD_PAGE[0]);
    expect(await app.raw('NONSENSE\r\n\r\n')).toContain(BAD_PAGE[0]);
  });
});

describe('POST …/captcha: msg of codes 1000034 and 1000028', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.close());

  interface Image {
    readonly codeID: string;
    readonly reason: string;
  }
  const issue = (index: number, stepUp: object = {}) =>
    app.post<Image>(CAPTCHA, { ...email, account: `jane${index}@example.com`, ...stepUp });

  /** Issues until an address has had its messages. */
  async function firstRefusal() {
    for (let index = 0; index < 50; index++) {
      const { body } = await issue(index);
      if (body.code !== 0) return { index, body };
    }
    throw new Error('no refusal');
  }

  it('asks for the picture, then says that it was misread', async () => {
    const { index, body } = await firstRefusal();
    expect([body.code, body.data.reason]).toEqual([1000034, 'required']);
    expect(body.msg).toBe('One more step: enter the characters in the picture and try again.');
    const wrong = await issue(index, { codeID: body.data.codeID, code: 'ACDEFH' });
    expect([wrong.body.code, wrong.body.data.reason]).toEqual([1000034, 'wrong']);
    expect(wrong.body.msg).toBe('That did not match the picture. Enter the characters in the new picture.');
  });

  it('says how long to wait, as Retry-After does', async () => {
    const image = () => app.post(CAPTCHA, { use: 'login', type: 'image' }, { 'Accept-Language': 'ru' });
    const answers = await Promise.all(Array.from({ length: 140 }, image));
    const refused = answers.find(({ body }) => body.code === 1000028);
    const seconds = Number(refused?.headers.get('retry-after'));
    expect(refused?.body.msg).toBe(errorText('Frequent', 'ru', { retryAfter: seconds }));
    expect(refused?.body.msg).toMatch(new RegExp(`через ${seconds} секунд[уы]?\\.$`));
  });
});
