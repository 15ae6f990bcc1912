/** The medium of a message. The transport chooses the vendor. */
export type Channel = 'mail' | 'sms';

/** What a transport may use in addition to the rendered texts. */
export interface MessageMetadata {
  /** Public id of the challenge; one message per id. */
  codeID: string;
  /** Captcha type: `email`, `phone`. */
  type: string;
  /** Purpose of the challenge: `login`, `register`. */
  use: string;
  /** Code of the sending tenant. */
  tenant: string;
  /** BCP 47 tag of the texts' language. */
  language: string;
  /** The secret characters. A transport must not print them. */
  code: string;
  /** Remaining lifetime of the code, in whole seconds. */
  expire: number;
}

/** One rendered message to exactly one recipient. */
export interface Message {
  channel: Channel;
  /** One bare address or one phone number; not normalized. */
  to: string;
  /** Mail sender, `a@b` or `Name <a@b>`. @default the option `from` of the DSN, also for `''` */
  from?: string | undefined;
  /** Mail: where replies go, `a@b` or `Name <a@b>`. @default the option `replyTo` of the DSN, also for `''` */
  replyTo?: string | undefined;
  /** SMS signature (签名). @default the option `sign` of the DSN, also for `''` */
  sign?: string | undefined;
  /** `''` for SMS. */
  subject: string;
  text: string;
  /** `''` for SMS. */
  html: string;
  metadata: MessageMetadata;
}
