import type { CodePolicy, Tenant } from '../../tenants/tenant.js';
import type { CaptchaType } from './providers/index.js';
import type { Recipient } from './recipient.js';

/** One issued thing to be answered. It prints without its code, so that no log can carry one. */
export class Challenge {
  constructor(
    /** The wire's `codeID`: 20 base64url characters, 120 random bits. */
    readonly id: string,
    readonly type: CaptchaType,
    readonly use: string,
    readonly tenant: Tenant,
    /** Language of the message about it (BCP 47). */
    readonly language: string,
    readonly recipient: Recipient,
    readonly policy: CodePolicy,
    readonly code: string,
  ) {}

  toJSON(): object {
    return { id: this.id.slice(0, 6), type: this.type, use: this.use, tenant: this.tenant.code };
  }
}
