// `npm run bench:pow -- [--solves 30] [--calls 2000]`: CPU time to issue and to read proofs of work, and the time that
// Chromium needs to solve them at three difficulties, on this machine and on one six times as slow.
import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { drawCaptcha } from '@system-management/captcha-image';
import { solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge, Payload } from 'altcha-lib/types';
import { ALPHABETS } from '../src/user/captcha/challenge/code/code-alphabets.js';
import { newCodeID } from '../src/user/captcha/challenge/code/code-id.js';
import { randomCode } from '../src/user/captcha/challenge/code/random-code.js';
import { PowPresentation } from '../src/user/captcha/challenge/presentations/pow.presentation.js';
import { PowKeys } from '../src/user/captcha/keys/pow-keys.js';
import { quantile } from '../test/support/load/statistics.js';
import { tenantWith } from '../test/support/tenant.js';
import { openSolverPage, type Solve } from './pow/solver-page.js';
import { print, printTable } from './print-table.js';

const { values: options } = parseArgs({
  options: {
    /** Solves of each difficulty and each speed. */
    solves: { type: 'string', default: '30' },
    /** Calls of each row of the first table. */
    calls: { type: 'string', default: '2000' },
  },
});
const SOLVES = Number(options.solves);
const CALLS = Number(options.calls);

/** The first rounds also warm up. */
const ROUNDS = 8;

const COST = 1000;
/** Keys that a solver derives on average. */
const TRIES = [150, 300, 600];
/** How many times as slow: this machine, and Chromium's preset for a cheap phone. */
const RATES = [1, 6];
const WARM_UP = 2;

const keyOf = (id: string) => ({ id, secret: randomBytes(32) });
const [old, current] = [keyOf('old'), keyOf('current')];
const pow = new PowPresentation(new PowKeys([current]));
const rotated = new PowPresentation(new PowKeys([keyOf('new'), current, old]));

async function issue(tries: number): Promise<Challenge> {
  const tenant = tenantWith({ pow: { cost: COST, tries } });
  const { challenge } = await pow.present({
    id: newCodeID(),
    use: 'login',
    tenant,
    language: 'en',
    policy: tenant.policy.image,
    doublings: 0,
  });
  return challenge!;
}

const encode = (payload: object) => Buffer.from(JSON.stringify(payload)).toString('base64');

/** Microseconds of CPU of a call, those of Node's thread pool included: the least of all rounds, the least disturbed. */
async function cpuOf(call: () => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let n = 0; n < CALLS / ROUNDS; n++) await call();
    const { user, system } = process.cpuUsage(start);
    rounds.push(((user + system) * ROUNDS) / CALLS);
  }
  return Math.min(...rounds);
}

async function reportCpu(): Promise<void> {
  const challenge = await issue(10);
  const solution = (await solveChallenge({ challenge, deriveKey }))!;
  const payload: Payload = { challenge, solution };
  const right = encode(payload);
  const forged = encode({ ...payload, challenge: { ...challenge, signature: '0'.repeat(64) } });
  const { policy } = tenantWith();
  const secrets = new PowKeys([current]).current;
  const rows: [string, () => unknown][] = [
    ['issue: PowPresentation.present()', () => issue(300)],
    [
      'altcha-lib: verifySolution(), by the signature of the key',
      () => verifySolution({ ...payload, deriveKey, ...secrets }),
    ],
    [
      'altcha-lib: verifySolution(), by deriving the key',
      () =>
        verifySolution({
          ...payload,
          deriveKey,
          hmacSignatureSecret: secrets.hmacSignatureSecret,
        }),
    ],
    ['PowPresentation.read(): right', () => pow.read(right)],
    ['PowPresentation.read(): right, signed with the second of three keys', () => rotated.read(right)],
    ['PowPresentation.read(): forged', () => pow.read(forged)],
    ['PowPresentation.read(): forged, three keys', () => rotated.read(forged)],
    ['PowPresentation.read(): no payload', () => pow.read('A'.repeat(800))],
    [
      'for comparison: drawing a picture',
      () => drawCaptcha(randomCode(policy.image.length, ALPHABETS.letters)),
    ],
  ];
  const cells: string[][] = [];
  for (const [name, call] of rows) cells.push([name, (await cpuOf(call)).toFixed(0)]);
  printTable(['call', 'CPU µs, least'], cells);
}

async function reportSolves(): Promise<void> {
  const page = await openSolverPage();
  try {
    print(
      `\nChromium ${page.version}, altcha-lib's solver in one worker, cost ${COST}, ${SOLVES} solves each`,
    );
    const kinds = TRIES.flatMap((tries) => RATES.map((rate) => ({ tries, rate, solves: [] as Solve[] })));
    for (let n = 0; n < WARM_UP; n++) await page.solve(await issue(TRIES[0]!), 1);
    // In turn, so that other work of the machine affects all alike.
    for (let round = 0; round < SOLVES; round++)
      for (const { tries, rate, solves } of kinds) solves.push(await page.solve(await issue(tries), rate));
    printTable(
      ['tries', 'times as slow', 'p50 ms', 'p95 ms', 'CPU × slowness, p50 ms', 'p95 ms'],
      kinds.map(({ tries, rate, solves }) => {
        const ms = solves.map((solve) => solve.ms);
        const slowCpu = solves.map(({ cpuMs }) => cpuMs * rate);
        const shown = [ms, slowCpu].flatMap((values) => [quantile(values, 0.5), quantile(values, 0.95)]);
        return [...[tries, rate].map(String), ...shown.map((value) => value.toFixed(0))];
      }),
    );
  } finally {
    await page.close();
  }
}

print(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]!.model}\n`,
);
await reportCpu();
await reportSolves();
