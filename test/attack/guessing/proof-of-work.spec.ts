import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../support/app.js';
import { BEHIND_PROXY, CODE, type Fields, issue, type IssueData, verify } from '../../support/requests.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { logMetric } from '../../support/vitest/profile.js';
import { times } from '../../support/vitest/times.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { newNetworks } from '../support/networks.js';
import {
  encodePayload,
  LEAST_EFFORT,
  payloadOf,
  type SolvedChallenge,
  solvedProof,
  solveProof,
} from '../support/proofs-of-work.js';
import { MALFORMED_PROOFS, WRONG_PROOFS } from '../support/wrong-proofs.js';

const LIFETIME_MS = 180_000;
/** Characters of a code at most. */
const MAX_LENGTH = 6144;
const IMAGE = { use: 'login', type: 'image' };

/** A tenant whose every message needs a proof of work. */
const tenant = (code: string) => ({
  code,
  pow: LEAST_EFFORT,
  stepUp: { presentation: 'pow' },
  policy: { limits: { stepUp: { perAccountHour: 0 }, tenant: { messagesPerDay: 1_000_000 } } },
});

onBothStores('the solution of a proof of work', (open, store) => {
  let attack: AttackApp;
  beforeAll(async () => {
    const { env } = await open();
    const tenantsFile = [tenant('default'), tenant('other')];
    attack = await AttackApp.start({ env: { ...env, ...BEHIND_PROXY }, tenantsFile });
  });
  afterAll(() => attack.close());

  const elsewhere = newNetworks();
  let people = 0;
  const newMail = () => ({ use: 'login', type: 'email', account: `person${people++}@example.com` });
  const outcomesOf = (id: string): string[] =>
    attack.decisions.filter(({ codeID }) => codeID === id).map(({ outcome }) => outcome);
  /** Solved challenges, each of another address. */
  const solvedProofs = (count: number): Promise<SolvedChallenge[]> =>
    inParallel(8, times(count, elsewhere), (headers) => solvedProof(attack, headers));
  const codeOf = async (body: object, headers: Fields): Promise<number> =>
    (await verify(attack, { ...IMAGE, ...body }, headers)).body.code;

  /** The two routes that take solutions: how a wrong one is answered, and a right one. */
  const ROUTES: readonly {
    readonly route: string;
    readonly answer: (fields: Fields, headers: Fields) => Promise<ApiResponse<IssueData>>;
    readonly wrong: number;
    /** Status and code for a text that is no payload. */
    readonly noPayload: readonly [status: number, code: number];
  }[] = [
    {
      route: 'verify',
      answer: (fields, headers) =>
        verify(attack, { ...IMAGE, ...fields }, headers) as unknown as Promise<ApiResponse<IssueData>>,
      wrong: CODE.wrong,
      noPayload: [400, CODE.parameter],
    },
    {
      route: 'a step-up',
      answer: (fields, headers) => issue(attack, { ...newMail(), ...fields }, headers),
      wrong: CODE.needImage,
      // As a token of a vendor that the tenant has no longer: a challenge is issued instead.
      noPayload: [403, CODE.needImage],
    },
  ];

  describe.each(ROUTES)('in $route', ({ answer, wrong, noPayload }) => {
    // All at once: one after the other, they would take most of the time of this file.
    const proofs: SolvedChallenge[] = [];
    beforeAll(async () => {
      const kinds = { ...WRONG_PROOFS, ...MALFORMED_PROOFS };
      proofs.push(...(await solvedProofs(2 * Object.keys(kinds).length)));
    });
    const nextProof = () => proofs.pop()!;

    /** @param body of the response to a wrong answer */
    const expectRefused = ({ body }: ApiResponse<IssueData>): void => {
      expect(body.code).toBe(wrong);
      if (wrong === CODE.needImage)
        expect(body.data).toMatchObject({ reason: 'wrong', url: '', codeLength: 0 });
      else expect(body).not.toHaveProperty('data');
    };

    it('SEC-01: is accepted once, with its codeID or without', async () => {
      const headers = elsewhere();
      for (const isNamed of [true, false]) {
        const proof = await solvedProof(attack, headers);
        const fields = { ...(isNamed && { codeID: proof.codeID }), code: payloadOf(proof) };
        expect((await answer(fields, headers)).body.code).toBe(CODE.ok);
        expectRefused(await answer(fields, headers));
        expect(outcomesOf(proof.codeID)).toEqual(['accepted', 'not_found']);
      }
    });

    it.each(Object.entries(WRONG_PROOFS))(
      'SEC-11: is wrong with %s, and uses up the one attempt of the challenge',
      async (_, forge) => {
        const headers = elsewhere();
        const [own, other] = [nextProof(), nextProof()];
        expectRefused(await answer({ codeID: own.codeID, code: await forge(own, other) }, headers));
        expect(outcomesOf(own.codeID)).toEqual(['exhausted']);
        expect(await codeOf({ code: payloadOf(own) }, headers)).toBe(CODE.wrong);
        expect(outcomesOf(other.codeID)).toEqual([]);
        expect(await codeOf({ code: payloadOf(other) }, headers)).toBe(CODE.ok);
      },
    );

    it.each(['the id in another challenge', 'a later expiry', 'no signature'])(
      'SEC-11: is wrong with %s where only the payload names the id',
      async (name) => {
        const headers = elsewhere();
        const [own, other] = [nextProof(), nextProof()];
        expectRefused(await answer({ code: await WRONG_PROOFS[name]!(own, other) }, headers));
        expect(outcomesOf(own.codeID)).toEqual(['exhausted']);
      },
    );

    it('SEC-07: is wrong for another purpose, and of another tenant', async () => {
      const headers = elsewhere();
      const purpose = await solvedProof(attack, headers, 'register');
      expectRefused(await answer({ code: payloadOf(purpose) }, headers));
      expect(outcomesOf(purpose.codeID)).toEqual(['exhausted']);
      const foreign = await solvedProof(attack, { ...headers, 'iThings-tenant-code': 'other' });
      expectRefused(await answer({ code: payloadOf(foreign) }, headers));
      expect(outcomesOf(foreign.codeID)).toEqual(['exhausted']);
    });

    it('SEC-07: is wrong for a picture, and the characters of a picture are wrong for a proof of work', async () => {
      const headers = elsewhere();
      const [proof, picture] = [await solvedProof(attack, headers), await attack.issue(IMAGE, headers)];
      expectRefused(await answer({ codeID: picture.codeID, code: payloadOf(proof) }, headers));
      expectRefused(await answer({ codeID: proof.codeID, code: picture.code }, headers));
      expect([picture, proof].map(({ codeID }) => outcomesOf(codeID))).toEqual([
        ['exhausted'],
        ['exhausted'],
      ]);
    });

    it.each(Object.entries(MALFORMED_PROOFS))(
      'SEC-10: is no answer as %s, and uses up nothing',
      async (_, form) => {
        const headers = elsewhere();
        const proof = nextProof();
        const code = form(proof) as string;
        const { status, body } = await answer({ codeID: proof.codeID, code }, headers);
        const isText = typeof code === 'string' && code.length <= MAX_LENGTH;
        expect([status, body.code]).toEqual(isText ? noPayload : [400, CODE.parameter]);
        expect(body.data?.reason).toBe(status === 403 ? 'wrong' : undefined);
        expect(outcomesOf(proof.codeID)).toEqual([]);
        expect(await codeOf({ code: payloadOf(proof) }, headers)).toBe(CODE.ok);
      },
    );

    it('SEC-11: is counted when it is wrong: the 61st of an address is answered with 1000028, a right one is not', async () => {
      const headers = elsewhere();
      const forges = Object.values(WRONG_PROOFS);
      const own = await solvedProofs(62);
      const [other] = await solvedProofs(1);
      const answers: number[] = [];
      for (const [i, proof] of own.entries()) {
        const code = await forges[i % forges.length]!(proof, other!);
        answers.push((await answer({ codeID: proof.codeID, code }, headers)).body.code);
      }
      expect(answers.slice(0, 60)).toEqual(times(60, () => wrong));
      expect(answers.at(-1)).toBe(CODE.frequent);
      const right = { code: payloadOf(await solvedProof(attack, elsewhere())) };
      expect((await answer(right, headers)).body.code).toBe(CODE.ok);
    });

    it('SEC-01: is accepted once of 50 at the same time', async () => {
      const code = payloadOf(await solvedProof(attack, elsewhere()));
      const responses = await Promise.all(times(50, () => answer({ code }, elsewhere())));
      const codes = responses.map(({ body }) => body.code);
      expect(codes.filter((one) => one === CODE.ok)).toHaveLength(1);
      expect(codes.filter((one) => one === wrong)).toHaveLength(49);
    });

    it('SEC-09: is wrong when the challenge has expired', async () => {
      const headers = elsewhere();
      const proof = await solvedProof(attack, headers);
      await attack.advance(LIFETIME_MS + REDIS_SLACK_MS);
      expectRefused(await answer({ code: payloadOf(proof) }, headers));
      expect(outcomesOf(proof.codeID)).toEqual(['not_found']);
    });
  });

  it('SEC-10: is a wrong request as the code of a mail, and uses up no attempt', async () => {
    const headers = elsewhere();
    const proof = await solvedProof(attack, headers);
    const mail = newMail();
    const step = await issue(attack, { ...mail, code: payloadOf(proof) }, headers);
    const { codeID } = step.body.data;
    const other = payloadOf(await solvedProof(attack, headers));
    for (const fields of [{ codeID, code: other }, { code: other }]) {
      const { status, body } = await verify(attack, { ...mail, ...fields }, headers);
      expect([status, body.code]).toEqual([400, CODE.parameter]);
    }
    const right = { ...mail, codeID, code: attack.sent.byId.get(codeID)!.code };
    expect((await verify(attack, right, headers)).body.code).toBe(CODE.ok);
    expect(await codeOf({ code: other }, headers)).toBe(CODE.ok);
  });

  it('SEC-11: is found with the challenge that follows a wrong one', async () => {
    const headers = elsewhere();
    const mail = newMail();
    const proof = await solvedProof(attack, headers);
    const solution = { ...proof.solution, derivedKey: '00'.repeat(32) };
    const code = encodePayload({ challenge: proof.challenge, solution });
    const { body } = await issue(attack, { ...mail, code }, headers);
    const { codeID, challenge } = body.data as unknown as SolvedChallenge;
    expect(codeID).not.toBe(proof.codeID);
    const next = payloadOf({ challenge, solution: await solveProof(challenge) });
    expect((await issue(attack, { ...mail, code: next }, headers)).body.code).toBe(CODE.ok);
    logMetric(`SEC-11 ${store}: ${Object.keys(WRONG_PROOFS).length} kinds of wrong solutions, 0 accepted`);
  });
});
