import { inspect } from 'node:util';
import type { CodePolicy, Tenant } from '../../../tenants/tenant.js';
import { DEFAULT_PRESENTATION, type PresentationName } from './presentations/index.js';
import type { Recipient } from './recipient.js';

/** What a challenge is for. */
export interface ChallengeSubject {
  /** The wire's `codeID`: 20 base64url characters, 120 random bits. */
  readonly id: string;
  /** The wire's `type`. */
  readonly type: string;
  readonly use: string;
  readonly tenant: Tenant;
  /** BCP 47 tag of the message's or the sound's language. */
  readonly language: string;
  readonly recipient: Recipient;
  readonly policy: CodePolicy;
}

/** All fields of a challenge. */
export interface ChallengeProps extends ChallengeSubject {
  readonly code: string;
  /** Whether a strong code replaces the policy's normal one. @default false */
  readonly isStrong?: boolean;
  /** Whether the recipient is a test recipient, to whom nothing is sent. @default false */
  readonly isTest?: boolean;
  /** How an image is presented. Ignored for codes that are sent. @default 'image' */
  readonly presentation?: PresentationName | undefined;
}

/** One issued challenge. Its printed form omits the code, so that no log can contain it. */
export class Challenge implements Required<ChallengeProps> {
  readonly id: string;
  readonly type: string;
  readonly use: string;
  readonly tenant: Tenant;
  readonly language: string;
  readonly recipient: Recipient;
  readonly policy: CodePolicy;
  readonly code: string;
  readonly isStrong: boolean;
  readonly isTest: boolean;
  readonly presentation: PresentationName;

  constructor(props: ChallengeProps) {
    this.id = props.id;
    this.type = props.type;
    this.use = props.use;
    this.tenant = props.tenant;
    this.language = props.language;
    this.recipient = props.recipient;
    this.policy = props.policy;
    this.code = props.code;
    this.isStrong = props.isStrong ?? false;
    this.isTest = props.isTest ?? false;
    this.presentation = props.presentation ?? DEFAULT_PRESENTATION;
  }

  /** Used by `console.log` and in error messages. */
  [inspect.custom](): object {
    return this.toJSON();
  }

  toJSON(): object {
    return { id: this.id.slice(0, 6), type: this.type, use: this.use, tenant: this.tenant.code };
  }
}
