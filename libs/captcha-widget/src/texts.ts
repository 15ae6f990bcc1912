/** All texts of the field. `{seconds}`, `{to}` and `{send}` are placeholders. */
export interface CaptchaFieldTexts {
  /** Label of the input for a sent code. */
  code: string;
  /** Label of the input for a picture. */
  picture: string;
  /** Label of the input for a recording. */
  recording: string;
  send: string;
  resend: string;
  /** Label of the send button during the resend gap. */
  wait: string;
  refresh: string;
  listen: string;
  look: string;
  /** Alternative text of the picture. */
  alt: string;
  verify: string;
  sent: string;
  /** A picture must be solved before the code is sent. */
  solve: string;
  /** The answer was wrong and a new picture is shown. */
  retry: string;
  expired: string;
  verified: string;
  /** No response, or no valid one. */
  offline: string;
  /** The code is empty. */
  required: string;
  /** A code is typed before one was requested, for example after a reload. */
  ask: string;
  /** The e-mail address or phone number is empty. */
  account: string;
  /** The server returned a picture instead of the requested recording. */
  silent: string;
}

const en: CaptchaFieldTexts = {
  code: 'Verification code',
  picture: 'Characters in the picture',
  recording: 'Digits you hear',
  send: 'Send code',
  resend: 'Send again',
  wait: 'Again in {seconds} s',
  refresh: 'Show another one',
  listen: 'Listen instead',
  look: 'Show a picture instead',
  alt: 'A picture of characters. If you cannot read it, choose another one or listen instead.',
  verify: 'Verify',
  sent: 'Sent to {to}',
  solve: 'One more step: answer this, and your code is sent.',
  retry: 'That was not it. Here is a new one.',
  expired: 'This has expired. Please ask for a new one.',
  verified: 'Verified',
  offline: 'The server did not answer. Please try again.',
  required: 'Please enter the code.',
  ask: 'Please press “{send}” first.',
  account: 'Please say first where to send the code.',
  silent: 'There is no recording here. Please use the picture.',
};

const zh: CaptchaFieldTexts = {
  code: '验证码',
  picture: '图中的字符',
  recording: '您听到的数字',
  send: '获取验证码',
  resend: '重新获取',
  wait: '{seconds} 秒后重新获取',
  refresh: '换一张',
  listen: '改为收听',
  look: '改为看图',
  alt: '一张含有字符的图片。如果看不清，请换一张或改为收听。',
  verify: '验证',
  sent: '已发送至 {to}',
  solve: '还差一步：完成验证后即发送验证码。',
  retry: '不正确，已为您更换。',
  expired: '已过期，请重新获取。',
  verified: '验证通过',
  offline: '服务器没有响应，请重试。',
  required: '请输入验证码。',
  ask: '请先点击“{send}”。',
  account: '请先填写接收验证码的邮箱或手机号。',
  silent: '此处没有语音，请使用图片。',
};

/** Texts by primary language subtag. A page may add its own. */
export const TEXTS: Record<string, Partial<CaptchaFieldTexts>> = { en, zh };

/** Returns the texts for a BCP 47 tag. Missing texts and languages fall back to English. */
export function textsFor(language: string): CaptchaFieldTexts {
  const [base = ''] = language.toLowerCase().split('-');
  return { ...en, ...TEXTS[base], ...TEXTS[language] };
}

export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
