import { randomBytes } from 'node:crypto';
import { type Challenge, createChallenge, type Solution, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { CAPTCHA } from '../../support/app.js';
import { CODE, type Fields } from '../../support/requests.js';
import type { AttackApp } from './attack-app.js';

/** The least effort that a tenant may ask for. */
export const LEAST_EFFORT = { cost: 100, tries: 10 } as const;

/** A challenge, and the solution that a client has found. */
export interface SolvedChallenge {
  readonly codeID: string;
  readonly challenge: Challenge;
  readonly solution: Solution;
}

/** As ALTCHA's widget encodes a payload. @param payload an object, or JSON that no object has */
export function encodePayload(payload: object | string): string {
  return Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)).toString('base64');
}

/** The right answer. */
export function payloadOf({ challenge, solution }: Omit<SolvedChallenge, 'codeID'>): string {
  return encodePayload({ challenge, solution });
}

/** Solves a challenge as ALTCHA's widget does. @throws {Error} after 90 s */
export async function solveProof(challenge: Challenge): Promise<Solution> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('not solved');
  return solution;
}

/** Asks for a proof of work and solves it. @throws {Error} when none is issued */
export async function solvedProof(
  { app }: Pick<AttackApp, 'app'>,
  headers: Fields = {},
  use = 'login',
): Promise<SolvedChallenge> {
  const request = { use, type: 'image', presentation: 'pow' };
  const { body } = await app.post<Omit<SolvedChallenge, 'solution'>>(CAPTCHA, request, headers);
  if (body.code !== CODE.ok) throw new Error(`not issued: ${JSON.stringify(body)}`);
  const { codeID, challenge } = body.data;
  return { codeID, challenge, solution: await solveProof(challenge) };
}

/** A challenge with the same data that another server has signed. */
export function foreignChallenge({ parameters }: Challenge): Promise<Challenge> {
  const { algorithm, cost, expiresAt, data } = parameters;
  return createChallenge({
    algorithm,
    cost,
    expiresAt: expiresAt!,
    data: data!,
    counter: 5,
    deriveKey,
    hmacSignatureSecret: randomBytes(32).toString('hex'),
    hmacKeySignatureSecret: randomBytes(32).toString('hex'),
  });
}
