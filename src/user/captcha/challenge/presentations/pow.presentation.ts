import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { PowKeys } from '../../keys/pow-keys.js';
import { parsePayload } from './altcha-payload.js';
import type { Presentation, PresentationSubject, PresentedCode } from './presentation.js';

/** PBKDF2 of SHA-256, which every browser computes natively. https://altcha.org/docs/v2/proof-of-work */
const ALGORITHM = 'PBKDF2/SHA-256';

/**
 * Iterations that are computed at the same time at most, a tenth of a second of one core: 256 challenges with the default
 * cost, as many as drawings wait. Keys are derived in libuv's thread pool, which signatures, TLS and DNS share, and whose
 * queue has no bound. The event loop stays free, so that load shedding does not notice them.
 */
const CAPACITY = 256_000;
/** Seconds until a refused caller may retry. */
const RETRY_AFTER = 1;

/** Compared like every code, and right for no challenge, so that a forged answer is counted as a wrong one. */
const FORGED = 'forged';

/**
 * A proof of work in place of a picture: ALTCHA's PoW v2 in deterministic mode. The program of the client derives keys for
 * the counters 0, 1, 2, … until one starts with the published half of the wanted key; that key, in hex, is the code.
 * Presenting derives one key, reading none.
 */
@Injectable()
export class PowPresentation implements Presentation {
  static readonly presentation = 'pow' as const;

  /** Iterations that are being computed. */
  private pending = 0;

  constructor(@Inject(PowKeys) private readonly keys: PowKeys) {}

  /** Nothing is typed. */
  static formatOf(): undefined {
    return undefined;
  }

  async present(subject: PresentationSubject): Promise<PresentedCode> {
    const { cost } = subject.tenant.pow;
    if (this.pending + cost > CAPACITY) throw new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER });
    this.pending += cost;
    try {
      return await this.create(subject);
    } finally {
      this.pending -= cost;
    }
  }

  async read(answer: string): Promise<string | undefined> {
    const payload = parsePayload(answer);
    if (!payload) return undefined;
    for (const secrets of this.keys.all) {
      const { verified } = await verifySolution({ ...payload, deriveKey, ...secrets }).catch(() => REFUSED);
      if (verified) return payload.solution.derivedKey;
    }
    return FORGED;
  }

  private async create({ id, use, tenant, policy, doublings }: PresentationSubject): Promise<PresentedCode> {
    const { cost, tries } = tenant.pow;
    let code = '';
    const challenge = await createChallenge({
      algorithm: ALGORITHM,
      cost,
      // From zero: a program would start at a least counter and derive fewer keys than a browser.
      counter: randomInt(2 * tries * 2 ** doublings),
      deriveKey: async (...input) => {
        const derived = await deriveKey(...input);
        code = Buffer.from(derived.derivedKey).toString('hex');
        return derived;
      },
      expiresAt: Math.ceil(Date.now() / 1000) + policy.lifetime,
      data: { tenant: tenant.code, use, codeID: id },
      ...this.keys.current,
    });
    return { code, url: '', challenge };
  }
}

/** The result for a payload whose parts are of the wrong types. */
const REFUSED = { verified: false } as const;
