import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { OpenAPIObject } from '@nestjs/swagger';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp } from '../support/attack-app.js';
import { inParallel } from '../support/in-parallel.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { CODE, type Fields, issue, solved, verify } from '../../support/requests.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const IMAGE = { use: 'login', type: 'image' };
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };

onBothStores('POST …/captcha and …/captcha/verify: routes, types, headers and tenants', (open, store) => {
  let attack: AttackApp;
  beforeEach(async () => {
    attack = await AttackApp.start(await open());
  });
  afterEach(() => attack.close());

  it('SEC-14: every documented route that takes a code consumes it', async () => {
    const document = (await (await fetch(`${attack.app.url}/openapi.json`)).json()) as OpenAPIObject;
    const takingCodes = Object.entries(document.paths).flatMap(([path, { post }]) =>
      JSON.stringify(post?.requestBody ?? '').includes('"codeID"') || schemaOf(document, post)?.['codeID']
        ? [path]
        : [],
    );
    expect(takingCodes).toEqual(expect.arrayContaining([CAPTCHA, `${CAPTCHA}/verify`]));
    for (const path of takingCodes) {
      const image = await attack.issue(IMAGE);
      // …/verify takes the answer alone; the other routes take it as a step-up.
      const body = path.endsWith('/verify') ? image : { ...MAIL, codeID: image.codeID, code: image.code };
      const right = await attack.app.post(path, body);
      expect([path, right.body.code]).toEqual([path, CODE.ok]);
      expect((await verify(attack, image)).body.code, path).toBe(CODE.wrong);
    }
  });

  it('SEC-38: one answer, right or wrong, consumes an image on both routes', async () => {
    for (const isRight of [true, false]) {
      const image = await attack.issue(IMAGE);
      const first = isRight ? image : { ...image, code: image.code.startsWith('A') ? 'CCCCCC' : 'AAAAAA' };
      expect((await verify(attack, first)).body.code).toBe(isRight ? CODE.ok : CODE.wrong);
      expect((await verify(attack, image)).body.code).toBe(CODE.wrong);
      const stepUp = await issue(attack, { ...MAIL, ...solved(attack, image.codeID) });
      expect(stepUp.body.code).toBe(CODE.needImage);
      expect(stepUp.body.data.codeID).not.toBe(image.codeID);
    }
  });

  it('SEC-12: answer 400 to every unconfigured type and purpose', async () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'none',
        '',
        'IMAGE',
        'image ',
        ' email',
        'e-mail',
        'test',
        'debug',
        'admin',
        'null',
        '*',
      ),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'),
    );
    const runs = FULL ? 2000 : 100;
    const samples = fc.sample(fc.tuple(hostile, hostile, fc.boolean()), { numRuns: runs, seed: 12 });
    let accepted = 0;
    await inParallel(8, samples, async ([type, use, isUse]) => {
      const image = await attack.issue(IMAGE);
      const body: Fields = isUse ? { ...image, use } : { ...image, type };
      for (const path of [CAPTCHA, `${CAPTCHA}/verify`]) {
        const { status, body: response } = await attack.app.post(path, body);
        expect([status, response.code], JSON.stringify(body)).toEqual([400, CODE.parameter]);
        if (response.code === CODE.ok) accepted++;
      }
    });
    logMetric(`SEC-12 ${store}: ${runs} hostile types and purposes: ${accepted} accepted`);
  });

  it('SEC-24: use no value of the Host, X-Forwarded-Host and Forwarded headers in responses and messages', async () => {
    const paths = ['/', '/docs', '/openapi.json', '/.well-known/jwks.json', '/nothing'];
    const fetchText = async (method: string, path: string, body = ''): Promise<string> => {
      const headers = {
        Host: 'evil.test',
        'X-Forwarded-Host': 'evil.test',
        Forwarded: 'host=evil.test',
        'Content-Type': 'application/json',
      };
      const request = http.request(attack.app.url + path, { method, headers, agent: false }).end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      return `${response.statusCode} ${response.rawHeaders.join(' ')} ${await text(response)}`;
    };
    const issued = await Promise.all(
      [IMAGE, MAIL].map((body) => fetchText('POST', CAPTCHA, JSON.stringify(body))),
    );
    const messages = [...attack.sent.byId.values()];
    expect(messages.map(({ type }) => type).sort()).toEqual(['email', 'image']);
    const refused = await Promise.all(
      ['/outbox', '/outbox/messages', ...messages.map(({ codeID }) => `/outbox/mail/${codeID}`)].map((path) =>
        fetchText('GET', path),
      ),
    );
    for (const output of refused) expect(output).toMatch(/^403 /);
    const outputs = [
      ...issued,
      ...refused,
      ...(await Promise.all(paths.map((path) => fetchText('GET', path)))),
    ];
    for (const output of outputs) {
      expect(output).toMatch(/^[2-4]/);
      for (const value of ['evil.test', ...messages.map(({ code }) => code)])
        expect(output).not.toContain(value);
    }
    const mail = messages.find(({ type }) => type === 'email');
    expect(mail?.text).toContain(mail?.code);
    expect(JSON.stringify(messages)).not.toContain('evil.test');
  });

  it('SEC-25: refuse unknown tenants and add none to the metrics', async () => {
    const tenants = Array.from(
      { length: FULL ? 10_000 : 200 },
      (_, i) => `t${(i * 2_654_435_761) % 4_294_967_296}`,
    );
    const responses = await inParallel(8, tenants, (tenant) =>
      issue(attack, IMAGE, { 'iThings-tenant-code': tenant }),
    );
    expect(new Set(responses.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['400 100006']),
    );
    const metrics = await (await fetch(`${attack.app.url}/metrics`)).text();
    const labels = new Set([...metrics.matchAll(/tenant="([^"]*)"/g)].map(([, label]) => label));
    expect([...labels].filter((label) => tenants.includes(label!))).toEqual([]);
  });
});

type Operation = OpenAPIObject['paths'][string]['post'];

/** The properties of an operation's JSON body. */
function schemaOf(document: OpenAPIObject, operation: Operation): Record<string, unknown> | undefined {
  const body = operation?.requestBody as
    { content?: Record<string, { schema?: { $ref?: string } }> } | undefined;
  const name = body?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  const schema = name ? document.components?.schemas?.[name] : undefined;
  return schema && 'properties' in schema ? schema.properties : undefined;
}
