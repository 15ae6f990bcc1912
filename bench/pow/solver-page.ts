import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Challenge } from 'altcha-lib/types';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { cpuBetween, threadTimes } from './cpu-time.js';
import { slowDown } from './duty-cycle.js';

/** altcha-lib's solver, with the key derivation of the browser's WebCrypto. */
const WORKER = `
  import { solveChallenge } from 'altcha-lib';
  import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
  onmessage = async ({ data }) => postMessage(await solveChallenge({ challenge: data, deriveKey }));`;

/** One solve in the browser. */
export interface Solve {
  /** From the creation of the worker to its solution. */
  readonly ms: number;
  /** CPU time of the page's process, its WebCrypto threads included. */
  readonly cpuMs: number;
}

/** A page of Chromium that solves proofs of work in a worker. */
export interface SolverPage {
  readonly version: string;
  /** @param rate how many times as slow the page's process is made; 1 leaves it alone */
  solve(challenge: Challenge, rate: number): Promise<Solve>;
  close(): Promise<void>;
}

/** Starts Debian's Chromium and a server on loopback for its page and worker. */
export async function openSolverPage(): Promise<SolverPage> {
  const worker = await bundleWorker();
  const server = createServer(({ url }, response) => {
    const isWorker = url === '/worker.js';
    response.setHeader('Content-Type', isWorker ? 'text/javascript' : 'text/html');
    response.end(isWorker ? worker : '<!doctype html><title>Solver</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const pids = await renderersOf(browser);
  return {
    version: browser.version(),
    async solve(challenge, rate) {
      const before = threadTimes(pids);
      const goOn = rate > 1 ? slowDown(pids, rate) : () => undefined;
      try {
        // The worker lives until the next solve, because the CPU time of an ended thread cannot be read.
        const ms = await page.evaluate<number>(`new Promise((resolve) => {
          globalThis.worker?.terminate();
          const start = performance.now();
          worker = new Worker('/worker.js');
          worker.onmessage = () => resolve(performance.now() - start);
          worker.postMessage(${JSON.stringify(challenge)});
        })`);
        return { ms, cpuMs: cpuBetween(before, threadTimes(pids)) };
      } finally {
        goOn();
      }
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** The processes of pages: that of ours, and a spare one that Chromium keeps for the next page. */
async function renderersOf(browser: Browser): Promise<number[]> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    write: false,
  });
  return outputFiles[0]!.text;
}
