import { inspect } from 'node:util';
import { randomCode } from './random-code.js';
import type { CodePolicy, Tenant } from '../../../tenants/tenant.js';
import { standardFormat } from './possible-codes.js';
import { newCodeID } from './code-id.js';
import { DEFAULT_PRESENTATION, type PresentationName } from './presentations/index.js';
import type { Recipient } from './recipient.js';
import { newStrongCode } from './strong-code.js';

/** What a new challenge is about. */
export interface NewChallenge {
  /** The wire's `codeID`. @default a new one */
  readonly id?: string;
  /** The wire's `type`. */
  readonly type: string;
  readonly use: string;
  readonly tenant: Tenant;
  /** Language of the message about it (BCP 47). */
  readonly language: string;
  readonly recipient: Recipient;
  readonly policy: CodePolicy;
  /** A strong code instead of the policy's, where guesses have used up the account's budget. */
  readonly isStrong: boolean;
  /** The code of a test recipient, who is sent nothing. @default a fresh one */
  readonly fixedCode?: string | undefined;
  /** How an image is presented; of no account to codes that are sent. @default 'image' */
  readonly presentation?: PresentationName | undefined;
}

/** All of a challenge. */
export interface ChallengeProps extends Omit<NewChallenge, 'id' | 'fixedCode' | 'isStrong'> {
  /** The wire's `codeID`: 20 base64url characters, 120 random bits. */
  readonly id: string;
  readonly code: string;
  /** @default false */
  readonly isStrong?: boolean;
  /** Whether it is for a test recipient: nothing is sent. @default false */
  readonly isTest?: boolean;
}

/** One issued thing to be answered. It prints without its code, so that no log can carry one. */
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

  constructor(parts: ChallengeProps) {
    this.id = parts.id;
    this.type = parts.type;
    this.use = parts.use;
    this.tenant = parts.tenant;
    this.language = parts.language;
    this.recipient = parts.recipient;
    this.policy = parts.policy;
    this.code = parts.code;
    this.isStrong = parts.isStrong ?? false;
    this.isTest = parts.isTest ?? false;
    this.presentation = parts.presentation ?? DEFAULT_PRESENTATION;
  }

  /** Draws id and code from the system's random generator; neither is derived from anything. A fixed code stays. */
  static issue({ fixedCode, ...input }: NewChallenge): Challenge {
    const { length, alphabet } = standardFormat(input.recipient, input.policy, input.presentation);
    return new Challenge({
      ...input,
      id: input.id ?? newCodeID(),
      code: fixedCode ?? (input.isStrong ? newStrongCode() : randomCode(length, alphabet)),
      isTest: fixedCode !== undefined,
    });
  }

  /** What `console.log` and errors show. */
  [inspect.custom](): object {
    return this.toJSON();
  }

  toJSON(): object {
    return { id: this.id.slice(0, 6), type: this.type, use: this.use, tenant: this.tenant.code };
  }
}
