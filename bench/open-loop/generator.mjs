import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL } from 'node:url';

/** How finely arrivals are drawn. */
const STEPS = 2 ** 32;

/** Keeps this process, the generator, off the server's core, where `taskset` exists. */
export function moveToCore(core) {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' });
}

/**
 * Asks as often as it is told, whether or not it is answered, as a crowd does: a closed loop would wait with the server
 * whenever that stalls, and never see it. Latency counts from when a request was due, so waiting for a connection counts.
 * @param {string} url of the server
 * @param {object} options
 * @param {number} options.perSecond
 * @param {number} options.seconds
 * @param {(n: number) => { path: string, body: object }} options.request the n-th
 * @param {boolean} [options.poisson] arrivals at random, as of people who know nothing of each other; else evenly
 * @param {number} [options.connections]
 * @returns {Promise<{ latencies: Float64Array, statuses: Record<string, number>, seconds: number }>} latencies in milliseconds, sorted
 */
export async function openLoop(url, { perSecond, seconds, request, poisson = true, connections = 512 }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' });
  const { hostname, port } = new URL(url);
  const latencies = [];
  const statuses = {};
  const pending = new Set();
  const began = performance.now();
  let due = began;
  let sent = 0;

  const send = (at) => {
    const { path, body } = request(sent++);
    const text = JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const answered = new Promise((resolve) => {
      const settle = (status) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies.push(performance.now() - at);
        resolve();
      };
      http
        .request({ agent, hostname, port, path, method: 'POST', headers }, (response) => {
          response
            .resume()
            .once('end', () => settle(response.statusCode))
            .once('error', () => settle('broken'));
        })
        .once('error', () => settle('broken'))
        .end(text);
    });
    pending.add(answered);
    void answered.then(() => pending.delete(answered));
  };

  const end = began + seconds * 1000;
  while (due < end) {
    for (const now = performance.now(); due <= now && due < end;) {
      send(due);
      due += (poisson ? -Math.log(randomInt(1, STEPS) / STEPS) : 1) * (1000 / perSecond);
    }
    await sleep(1);
  }
  await Promise.all(pending);
  agent.destroy();
  return {
    latencies: Float64Array.from(latencies).sort(),
    statuses,
    seconds: (performance.now() - began) / 1000,
  };
}

/** The value below which this share of sorted values lies. */
export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
