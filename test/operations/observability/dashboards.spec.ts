import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describeWithCommand } from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UNLIMITED, TestApp } from '../../support/app.js';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

const ALERTS = 'docs/operations/alerts.yaml';

/** Metric names in a PromQL expression, found by the prefixes of this service. */
const metricsIn = (expr: string): string[] =>
  (expr.match(/\b(?:captcha|http|nodejs|process)_\w+/g) ?? []).map((name) =>
    name.replace(/_(?:bucket|count|sum)$/, ''),
  );

describe('docs/operations/alerts.yaml and dashboard.json', () => {
  let app: TestApp;
  let exported: ReadonlySet<string>;
  let rules: Rules['groups'][number]['rules'];
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
    const text = await (await fetch(`${app.url}/metrics`)).text();
    exported = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    rules = (parse(await readFile(ALERTS, 'utf8')) as Rules).groups.flatMap((group) => group.rules);
  });
  afterAll(() => app.close());

  it('can rely on every metric of the contract §9', () => {
    for (const name of [
      'captcha_issued_total',
      'captcha_delivered_total',
      'captcha_failed_total',
      'captcha_verified_total',
      'captcha_refused_total',
      'captcha_guess_probability',
      'captcha_delivery_seconds',
      'captcha_sms_segments_total',
      'http_request_duration_seconds',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(exported, name).toContain(name);
  });

  it('alert on exported metrics only', () => {
    for (const { alert, expr } of rules) {
      const names = metricsIn(expr);
      if (alert !== 'CaptchaInstanceDown') expect(names, alert).not.toHaveLength(0);
      for (const name of names) expect(exported, `${alert}: ${name}`).toContain(name);
    }
  });

  it('show exported metrics only', async () => {
    const { panels } = JSON.parse(await readFile('docs/operations/dashboard.json', 'utf8')) as Dashboard;
    const targets = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
    expect(targets.length).toBeGreaterThan(10);
    for (const { title, expr } of targets) {
      for (const name of metricsIn(expr)) expect(exported, `${title}: ${name}`).toContain(name);
    }
  });

  it('have every alert explained in docs/operations.md', async () => {
    const guide = await readFile('docs/operations.md', 'utf8');
    for (const { alert } of rules) expect(guide, alert).toContain(alert);
  });
});

describeWithCommand('promtool', 'docs/operations/alerts.yaml', () => {
  it('passes promtool check rules', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', ALERTS], {
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  });
});
