/** What kind of reach a message needs. Which vendor carries it is the transport's business. */
export type Channel = 'mail' | 'sms';

/** What every transport can use beside the finished texts. */
export interface MessageMetadata {
  /** Public id of the challenge the message belongs to; one message per id. */
  codeID: string;
  /** Captcha type, as the caller names it: `email`, `phone`. */
  type: string;
  /** Purpose the code was asked for: `login`, `register`. */
  use: string;
  /** Code of the tenant that sends. */
  tenant: string;
  /** BCP 47 tag of the language the texts are in. */
  language: string;
  /** The secret characters; a transport passes them on and never prints them. */
  code: string;
  /** How long the code lives, in whole seconds. */
  expire: number;
}

/** One finished message to exactly one recipient. */
export interface Message {
  channel: Channel;
  /** One bare address, or one phone number; delivered to as given. */
  to: string;
  /** `a@b` or `Name <a@b>` for mail; absent or `''` means the sender in the transport's DSN. */
  from?: string | undefined;
  /** Signature an SMS vendor sends the text under (`sign`, 签名); absent or `''` means the one in the DSN. */
  sign?: string | undefined;
  /** `''` for SMS. */
  subject: string;
  text: string;
  /** `''` for SMS. */
  html: string;
  metadata: MessageMetadata;
}
