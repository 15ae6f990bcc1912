import type { FieldError } from '@system-management/envelope';
import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import { errorText, fieldErrorText, LANGUAGE_TAGS, parameterText, textsOf } from './index.js';

const AUDIO = 'data:audio/wav;base64,UklGRg==';

/** One of every text that `msg` of a failure can have. */
function allMsgs(tag: string): string[] {
  const errors = Object.keys(en.errors).map((name) => errorText(name, tag));
  const waits = [1, 45, 600, 7200].map((retryAfter) => errorText('Frequent', tag, { retryAfter }));
  const rules = Object.keys(en.rules).flatMap((rule) => [
    msgOf(rule, tag),
    msgOf(rule, tag, { isEach: true }),
  ]);
  const own = Object.keys(en.fieldRules).map((key) => key.split('.') as [string, string]);
  const fieldRules = own.map(([field, rule]) => parameterText({ field, rule }, tag));
  return [
    ...errors,
    ...waits,
    errorText('NeedImgCaptcha', tag, { reason: 'wrong' }),
    errorText('NeedImgCaptcha', tag, { reason: 'required', url: AUDIO }),
    errorText('NeedImgCaptcha', tag, { reason: 'wrong', url: AUDIO }),
    errorText('NeedImgCaptcha', tag, { reason: 'required', url: '' }),
    errorText('NeedImgCaptcha', tag, { reason: 'wrong', url: '' }),
    ...rules,
    ...fieldRules,
  ];
}

/** Values for every placeholder of the rules. */
const PARAMS = { min: 3, max: 20, step: 5, values: 'a, b', other: 'password', country: 'CN', format: 'URL' };

function msgOf(rule: string, tag: string, parts: Partial<FieldError> = {}): string {
  return parameterText({ field: 'name', rule, params: PARAMS, ...parts }, tag);
}

describe('parameterText()', () => {
  it.each([
    ['isEmail', 'That is not an e-mail address. Check it and try again.', '邮箱地址不正确，请检查后重试'],
    [
      'isSmsCapable',
      'This number cannot receive text messages. Use a mobile number.',
      '此号码无法接收短信，请使用手机号码',
    ],
    ['isTenant', 'Something is wrong with this page. Reload it and try again.', '页面出现问题，请刷新后重试'],
    ['isLength', 'This entry must have 3 to 20 characters.', '此项的长度必须为 3 到 20 个字符'],
  ])('returns a sentence for people for the rule %s', (rule, english, chinese) => {
    expect(msgOf(rule, 'en')).toBe(english);
    expect(msgOf(rule, 'zh-CN')).toBe(chinese);
  });

  it('tells apart an empty account, an empty code, and a code that was not requested', () => {
    const empty = (field: string) => parameterText({ field, rule: 'isNotEmpty' }, 'en');
    expect(empty('account')).toBe('Enter your e-mail address or phone number.');
    expect(empty('code')).toBe('Enter the code.');
    expect(empty('codeID')).toBe('Ask for a code first.');
    expect(empty('name')).toBe('This entry is required.');
  });

  it.each([
    'isString',
    'isIn',
    'isEnum',
    'isUuid',
    'isJsonObject',
    'isHttp',
    'isPurpose',
    'isCodeId',
    'isTenant',
  ])('asks to reload the page for %s, which a person cannot correct, and not in data.errors', (rule) => {
    for (const tag of LANGUAGE_TAGS) {
      expect(msgOf(rule, tag), tag).toBe(textsOf(tag).cases.page);
      expect(fieldErrorText({ field: 'name', rule, params: PARAMS }, tag)).not.toBe(textsOf(tag).cases.page);
    }
  });

  it('asks to reload the page for any rule of a hidden field, unless the field has a text of its own', () => {
    const { page } = en.cases;
    expect(msgOf('maxLength', 'en', { isHidden: true })).toBe(page);
    expect(parameterText({ field: 'use', rule: 'isNotEmpty', isHidden: true }, 'en')).toBe(page);
    expect(parameterText({ field: 'codeID', rule: 'isNotEmpty', isHidden: true }, 'en')).not.toBe(page);
  });

  it('says what is wrong with a repeated entry, and with one entry of a list', () => {
    expect(msgOf('isEqualTo', 'en')).toBe('The two entries are different. Check them and try again.');
    expect(msgOf('isInt', 'en', { isEach: true })).toBe('Each entry must be a whole number.');
  });
});

describe('errorText()', () => {
  it('keeps the sentence that Chinese clients know for a missing login', () => {
    expect(errorText('NotLogin', 'zh-CN')).toBe('尚未登录，请先登录');
  });

  it.each([
    ['en', 1, 'There were too many attempts. Try again in 1 second.'],
    ['en', 45, 'There were too many attempts. Try again in 45 seconds.'],
    ['en', 120, 'There were too many attempts. Try again in 120 seconds.'],
    ['en', 121, 'There were too many attempts. Try again in 3 minutes.'],
    ['en', 7200, 'There were too many attempts. Try again in 120 minutes.'],
    ['en', 7201, 'There were too many attempts. Try again in 3 hours.'],
    ['zh-CN', 45, '操作过于频繁，请在45秒钟后重试'],
    ['zh-TW', 600, '操作過於頻繁，請於 10 分鐘後再試'],
    ['ja', 45, '試行回数が多すぎます。45 秒後にもう一度お試しください。'],
    ['ko', 45, '시도 횟수가 너무 많습니다. 45초 후에 다시 시도해 주세요.'],
    ['de', 1, 'Es gab zu viele Versuche. Versuchen Sie es in 1 Sekunde erneut.'],
    ['fr', 45, 'Il y a eu trop de tentatives. Réessayez dans 45 secondes.'],
    ['es', 45, 'Hubo demasiados intentos. Inténtelo de nuevo dentro de 45 segundos.'],
    ['pt-BR', 45, 'Houve tentativas demais. Tente novamente em 45 segundos.'],
    ['ru', 21, 'Слишком много попыток. Попробуйте снова через 21 секунду.'],
    ['ru', 22, 'Слишком много попыток. Попробуйте снова через 22 секунды.'],
    ['ru', 45, 'Слишком много попыток. Попробуйте снова через 45 секунд.'],
    ['ar', 45, 'عدد المحاولات كبير جدًا. ستتمكن من إعادة المحاولة خلال 45 ثانية.'],
  ])('says in %s how long %i seconds are, with the plural of the language', (tag, retryAfter, text) => {
    expect(errorText('Frequent', tag, { retryAfter })).toBe(text);
  });

  it('says “a while” if the wait is unknown', () => {
    expect(errorText('Frequent', 'en')).toBe('There were too many attempts. Wait a while and try again.');
    expect(errorText('Frequent', 'en', { retryAfter: 'soon' })).toBe(errorText('Frequent', 'en'));
  });

  it('says in English how long a wait is for a language that is not shipped', () => {
    expect(errorText('Frequent', '__proto__', { retryAfter: 45 })).toContain('in 45 seconds');
  });

  it.each(LANGUAGE_TAGS)('tells a misread picture from one that must be solved first, in %s', (tag) => {
    const wrong = errorText('NeedImgCaptcha', tag, { reason: 'wrong' });
    expect(wrong).toBe(textsOf(tag).cases.imageWrong);
    expect(errorText('NeedImgCaptcha', tag, { reason: 'required' })).not.toBe(wrong);
  });

  it.each(LANGUAGE_TAGS)(
    'names no picture when a recording, or nothing that is typed, must be solved, in %s',
    (tag) => {
      const picture = /picture|Bild|image|imagen|imagem|картинк|图片|圖片|画像|이미지|صورة/i;
      const texts = (data: object) =>
        ['required', 'wrong'].map((reason) => errorText('NeedImgCaptcha', tag, { reason, ...data }));
      expect(texts({ url: 'data:image/png;base64,AA==' }).filter((text) => picture.test(text))).toHaveLength(
        2,
      );
      const others = [...texts({ url: AUDIO }), ...texts({ url: '' })];
      expect(others.filter((text) => picture.test(text))).toEqual([]);
      expect(new Set(others).size).toBe(4);
    },
  );
});

describe.each(LANGUAGE_TAGS)('parameterText() and errorText() in %s', (tag) => {
  it('ends as a sentence; Chinese ones have no full stop, as in messages of Chinese products', () => {
    const end = tag.startsWith('zh') ? /[^。.，]$/ : tag === 'ja' ? /。$/ : /\.$/;
    expect(allMsgs(tag).filter((text) => !end.test(text))).toEqual([]);
  });

  it('has no placeholder, exclamation mark, or word of the protocol', () => {
    const wrong = /[{}!！¡]|\b(HTTP|API|DTO|string|undefined|null|body|header|tenant)\b/;
    expect(allMsgs(tag).filter((text) => wrong.test(text))).toEqual([]);
  });

  it('never contains the name of the field or of another one', () => {
    expect(
      allMsgs(tag).filter((text) => /\b(name|password|codeID)\b/.test(text.replace('This password', ''))),
    ).toEqual([]);
  });

  it('has full-width punctuation beside Chinese and Japanese characters', () => {
    expect(allMsgs(tag).filter((text) => /\p{Script=Han}[,;:?]|[,;:?]\p{Script=Han}/u.test(text))).toEqual(
      [],
    );
  });

  it('is a text of this language', () => {
    if (tag === 'en') return;
    const english = new Set(allMsgs('en'));
    expect(allMsgs(tag).filter((text) => english.has(text))).toEqual([]);
  });

  it('has two clauses for every error: what happened, and what to do', () => {
    const errors = Object.keys(en.errors).map((name) => errorText(name, tag));
    expect(errors.filter((text) => !/[.。，:：]\s*\S/.test(text))).toEqual([]);
  });
});

describe('parameterText() and errorText() in all languages', () => {
  it('has none of the old sentences, which named fields or said nothing to do', () => {
    const all = LANGUAGE_TAGS.flatMap((tag) => allMsgs(tag));
    const old = /must be one e-mail|The request has a mistake|must not differ|请求有误|要求有誤|^请先登录$/;
    expect(all.filter((text) => old.test(text))).toEqual([]);
  });

  it('addresses people politely: Sie, vous, usted, você, вы, 您, です/ます, -요/-니다', () => {
    const informal = {
      de: /(?<!\p{L})(du|dir|dich|dein\w*)(?!\p{L})/iu,
      fr: /(?<!\p{L})(tu|toi|ton|ta|tes)(?!\p{L})/iu,
      es: /(?<!\p{L})(tú|tu|tus|ti)(?!\p{L})/iu,
      'pt-BR': /(?<!\p{L})(tu|teu|tua)(?!\p{L})/iu,
      ru: /(?<!\p{L})(ты|тебе|тебя|твой)(?!\p{L})/iu,
      'zh-CN': /你/,
      'zh-TW': /你|短信|验证码|服务器/,
    } as const;
    for (const [tag, pattern] of Object.entries(informal))
      expect(
        allMsgs(tag).filter((text) => pattern.test(text)),
        tag,
      ).toEqual([]);
    expect(
      allMsgs('ja').filter((text) => !/(です|ます|ません|ました|ください|でした)(：a, b)?。$/.test(text)),
    ).toEqual([]);
    expect(allMsgs('ko').filter((text) => !/(니다|요)(: a, b)?\.$/.test(text))).toEqual([]);
  });
});
