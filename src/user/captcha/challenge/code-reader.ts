import { Inject, Injectable } from '@nestjs/common';
import { normalizeCode } from '@system-management/human-input';
import type { CodePolicy } from '../../../tenants/tenant.js';
import { matchesPolicy } from './code/code-format.js';
import { isStrongCode } from './code/strong-code.js';
import { PRESENTATION_MAP, type Presentations } from './presentations/presentation-map.js';
import { isMadeByProgram } from './program-answer.js';
import { NO_RECIPIENT, type Recipient } from './recipient.js';

/**
 * Reads codes in answers. Checked against the policy and never against the stored challenge: otherwise the error for a
 * malformed answer would reveal that a codeID exists.
 */
@Injectable()
export class CodeReader {
  constructor(@Inject(PRESENTATION_MAP) private readonly presentations: Presentations) {}

  /** @returns the canonical code; `undefined` when no code for this recipient can have the form of the answer */
  async read(answer: string, recipient: Recipient, policy: CodePolicy): Promise<string | undefined> {
    const text = isMadeByProgram(answer) ? answer : normalizeCode(answer);
    if (recipient !== NO_RECIPIENT)
      return matchesPolicy(text, policy) || isStrongCode(text) ? text : undefined;
    for (const presentation of Object.values(this.presentations)) {
      const code = await presentation.read(text, policy);
      if (code !== undefined) return code;
    }
    return undefined;
  }
}
