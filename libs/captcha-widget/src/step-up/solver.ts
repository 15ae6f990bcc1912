import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { ProofOfWork } from '../request.js';

/** WebCrypto derives this many keys at the same time, if the device has as many cores. */
const MAX_PARALLEL = 4;

/**
 * Solves a proof of work of ALTCHA (https://altcha.org/docs/v2/proof-of-work): in a worker if this file has the origin of
 * the page, else on the main thread, which stays responsive because WebCrypto is asynchronous.
 * @param signal stops the work; the result then never arrives
 * @returns the answer: base64 of `{challenge, solution}` in JSON, like that of ALTCHA's widget
 * @throws if this browser cannot solve it: WebCrypto needs https or localhost
 */
export async function solve(proof: ProofOfWork, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const challenge = proof as Challenge;
  const solution = await solveInWorker(challenge, signal).catch(() => search(challenge, signal));
  return btoa(JSON.stringify({ challenge, solution }));
}

/** Rejects if the worker does not start: another origin, or a Content-Security-Policy that forbids it. */
function solveInWorker(challenge: Challenge, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(import.meta.url, { type: 'module' });
    signal.addEventListener('abort', () => worker.terminate());
    worker.onerror = () => reject(new Error('The worker did not start'));
    worker.onmessage = ({ data }) =>
      data ? resolve(data) : reject(new Error('The worker found no solution'));
    worker.postMessage(challenge);
  });
}

/** Every search derives the keys of some of the counters; the first key that fits ends all of them. */
async function search(challenge: Challenge, signal?: AbortSignal): Promise<unknown> {
  const controller = new AbortController();
  signal?.addEventListener('abort', () => controller.abort());
  const counterStep = Math.min(MAX_PARALLEL, navigator.hardwareConcurrency);
  const searches = Array.from({ length: counterStep }, (_, counterStart) =>
    solveChallenge({ challenge, deriveKey, controller, counterStart, counterStep }),
  );
  return Promise.race(searches).finally(() => controller.abort());
}

// The same file is the script of the worker, so that it is loaded once.
if (!globalThis.document) {
  addEventListener('message', ({ data }: MessageEvent<Challenge>) => {
    void search(data).then(postMessage, () => postMessage(undefined));
  });
}
