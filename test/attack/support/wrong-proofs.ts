import type { ChallengeParameters } from 'altcha-lib';
import {
  encodePayload,
  foreignChallenge,
  payloadOf,
  type SolvedChallenge,
  solveProof,
} from './proofs-of-work.js';

/** A payload that solves nothing, for the live challenge `own`. @param other another live challenge, solved too */
type Forge = (own: SolvedChallenge, other: SolvedChallenge) => string | Promise<string>;

/** A payload with altered parameters. A value of `undefined` removes the parameter. */
const altered =
  (change: Partial<Record<keyof ChallengeParameters, unknown>>): Forge =>
  ({ challenge, solution }) =>
    encodePayload({
      challenge: { ...challenge, parameters: { ...challenge.parameters, ...change } },
      solution,
    });

/** A payload whose challenge was made cheaper, and whose work was done. */
const cheaper =
  (change: Partial<ChallengeParameters>): Forge =>
  async ({ challenge }) => {
    const easy = { ...challenge, parameters: { ...challenge.parameters, ...change } };
    return payloadOf({ challenge: easy, solution: await solveProof(easy) });
  };

/** A payload with another signature. */
const signed =
  (signature: unknown): Forge =>
  ({ challenge: { parameters }, solution }) =>
    encodePayload({ challenge: { parameters, signature }, solution });

/** A payload with another value in its solution, as JSON. */
const solvedBy =
  (name: 'counter' | 'derivedKey', json: (own: SolvedChallenge) => string): Forge =>
  (own) => {
    const { challenge, solution } = own;
    const others = name === 'counter' ? { derivedKey: solution.derivedKey } : { counter: solution.counter };
    const rest = JSON.stringify(others).slice(1, -1);
    return encodePayload(
      `{"challenge":${JSON.stringify(challenge)},"solution":{${rest},"${name}":${json(own)}}}`,
    );
  };

const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** Well-formed payloads that are wrong answers to the challenge that they, or a `codeID` beside them, name. */
export const WRONG_PROOFS: Readonly<Record<string, Forge>> = {
  'the solution of another challenge': ({ challenge }, { solution }) => payloadOf({ challenge, solution }),
  'another challenge with its solution': (_, other) => payloadOf(other),
  'the id in another challenge': ({ codeID }, other) => {
    const { parameters } = other.challenge;
    const renamed = { ...parameters, data: { ...parameters.data, codeID } };
    return payloadOf({ ...other, challenge: { ...other.challenge, parameters: renamed } });
  },
  'a challenge that another server has signed': async ({ challenge }) => {
    const foreign = await foreignChallenge(challenge);
    return payloadOf({ challenge: foreign, solution: await solveProof(foreign) });
  },
  'a cost of 1': cheaper({ cost: 1, keyPrefix: '00' }),
  'a short prefix': cheaper({ keyPrefix: '00' }),
  'a short key': cheaper({ keyLength: 1, keyPrefix: '00' }),
  'no signature of the key': altered({ keySignature: undefined }),
  'a later expiry': altered({ expiresAt: 4e9 }),
  'no expiry': altered({ expiresAt: undefined }),
  'no data': altered({ data: undefined }),
  'no signature': signed(undefined),
  'an empty signature': signed(''),
  'a signature that is a list': signed([...'0'.repeat(64)]),
  'a signature that has a length': signed({ length: 64 }),
  'another signature': signed('0'.repeat(64)),
  'a key of the right prefix that was not derived': solvedBy(
    'derivedKey',
    ({ challenge }) => `"${challenge.parameters.keyPrefix}${'0'.repeat(32)}"`,
  ),
  'the published half of the key': solvedBy(
    'derivedKey',
    ({ challenge }) => `"${challenge.parameters.keyPrefix}"`,
  ),
  'the key in upper case': solvedBy('derivedKey', ({ solution }) => `"${solution.derivedKey.toUpperCase()}"`),
  'an empty key': solvedBy('derivedKey', () => '""'),
  'a list of keys': solvedBy('derivedKey', ({ solution }) => `["${solution.derivedKey}"]`),
  'a key that is null': solvedBy('derivedKey', () => 'null'),
  'a counter that is null': solvedBy('counter', () => 'null'),
  'a counter in quotes': solvedBy('counter', ({ solution }) => `"${solution.counter}"`),
  'an infinite counter': solvedBy('counter', () => '1e999'),
  'a negative counter': solvedBy('counter', () => '-1'),
  'a fraction as the counter': solvedBy('counter', () => '0.5'),
  'a counter beyond 32 bits': solvedBy('counter', () => '4294967296'),
  'a solution in __proto__': ({ challenge, solution }) =>
    encodePayload(
      `{"challenge":${JSON.stringify(challenge)},"solution":{"__proto__":${JSON.stringify(solution)}}}`,
    ),
  'a signature in __proto__': ({ challenge: { parameters, signature }, solution }) =>
    encodePayload(
      `{"challenge":{"parameters":${JSON.stringify(parameters)},"__proto__":{"signature":"${signature}"}},"solution":${JSON.stringify(solution)}}`,
    ),
  'parameters with __proto__': ({ challenge: { parameters, signature }, solution }) =>
    encodePayload(
      `{"challenge":{"parameters":{"__proto__":{},${JSON.stringify(parameters).slice(1)},"signature":"${signature}"},"solution":${JSON.stringify(solution)}}`,
    ),
  'the cheaper of two costs': ({ challenge: { parameters, signature }, solution }) =>
    encodePayload(
      `{"challenge":{"parameters":{${JSON.stringify(parameters).slice(1, -1)},"cost":1},"signature":"${signature}"},"solution":${JSON.stringify(solution)}}`,
    ),
  'the wrong of two solutions': ({ challenge, solution }) =>
    encodePayload(
      `{"challenge":${JSON.stringify(challenge)},"solution":${JSON.stringify(solution)},"solution":{"counter":0,"derivedKey":"00"}}`,
    ),
  'deep data': ({ challenge: { parameters, signature }, solution }) =>
    encodePayload(
      `{"challenge":{"parameters":{${JSON.stringify(parameters).slice(1, -1)},"data":${nested(400)}},"signature":"${signature}"},"solution":${JSON.stringify(solution)}}`,
    ),
  'deep lists': ({ challenge: { parameters, signature }, solution }) =>
    encodePayload(
      `{"challenge":{"parameters":{${JSON.stringify(parameters).slice(1, -1)},"data":${'['.repeat(1500)}${']'.repeat(1500)}},"signature":"${signature}"},"solution":${JSON.stringify(solution)}}`,
    ),
};

/** Answers that are no payload, which are wrong requests and no attempts. */
export const MALFORMED_PROOFS: Readonly<Record<string, (own: SolvedChallenge) => unknown>> = {
  'the key itself': ({ solution }) => solution.derivedKey,
  'the key twice': ({ solution }) => solution.derivedKey.repeat(3),
  'JSON without base64': ({ challenge, solution }) => JSON.stringify({ challenge, solution }),
  base64url: (own) => payloadOf(own).replace(/=*$/, '_'),
  'base64 of no JSON': () => encodePayload('x'.repeat(200)),
  'broken JSON': (own) => encodePayload(JSON.stringify(own).slice(0, -1)),
  'a list': ({ challenge, solution }) => encodePayload([challenge, solution]),
  null: () => encodePayload(`${' '.repeat(200)}null`),
  'a challenge only': ({ challenge }) => encodePayload({ challenge }),
  'a solution only': ({ solution }) => encodePayload({ solution, padding: 'x'.repeat(100) }),
  'a challenge that is null': ({ solution }) => encodePayload({ challenge: null, solution }),
  'parameters that are a list': ({ challenge, solution }) =>
    encodePayload({ challenge: { ...challenge, parameters: [challenge.parameters] }, solution }),
  'a solution that is text': ({ challenge, solution }) =>
    encodePayload({ challenge, solution: solution.derivedKey }),
  'a payload beside another one': (own) => payloadOf(own).replace(/=*$/, '==') + payloadOf(own),
  'more than 6,144 characters': ({ challenge, solution }) =>
    encodePayload(`${JSON.stringify({ challenge, solution })}${' '.repeat(4200)}`),
  'a list of payloads': (own) => [payloadOf(own)],
  'an object': (own) => ({ challenge: own.challenge, solution: own.solution }),
};
