import { freePort } from '@system-management/challenge-store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ServiceProcess } from '../../support/service-process.js';

interface LogLine {
  readonly level: number;
  readonly msg: string;
}

const ERROR = 50;

describe('GET /health/ready and the log, started without a reachable Redis', () => {
  it.each([
    ['redis://:hunter2@HOST', ''],
    ['redis+sentinel://:hunter2@HOST/main?sentinelPassword=hunter2', 'Sentinel HOST: '],
    ['rediss+cluster://:hunter2@HOST', ''],
  ])('logs one line that says what to do, readiness another, and no secret (%s)', async (url, subject) => {
    const host = `127.0.0.1:${await freePort()}`;
    const service = await ServiceProcess.start({ env: { REDIS_URL: url.replace('HOST', host) } });
    onTestFinished(() => service.stop());
    const errors = (): string[] =>
      service.lines
        .map((line) => JSON.parse(line) as LogLine)
        .filter(({ level }) => level >= ERROR)
        .map(({ msg }) => msg);
    const reason = `Redis is unreachable: ${subject.replace('HOST', host)}connect ECONNREFUSED ${host}`;
    const problem = `${reason}; check host, port, and that Redis is running`;
    expect(errors()).toEqual([`${problem}. Requests get 503 until it recovers`]);
    for (let probe = 0; probe < 3; probe++) {
      const { status } = await fetch(`${service.url}/health/ready`);
      expect(status).toBe(503);
    }
    await service.waitForLog(/not ready/);
    expect(errors().slice(1)).toEqual([`not ready: ${problem}`]);
    expect(service.lines.join('\n') + service.stderr).not.toMatch(/hunter2|\\n {4}at /);
    expect(service.stderr).toBe('');
  });
});
