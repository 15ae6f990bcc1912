import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { CODE } from '../support/requests.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';

interface Issued {
  readonly codeID: string;
  readonly challenge: Challenge;
}

/** The payload of ALTCHA's widget. */
async function solve(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

describe('POST …/captcha with presentation pow', () => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const pow = { cost: 100, tries: 20 };
    tenants = await writeTenantsFile({
      tenants: [
        { code: 'default', pow },
        {
          code: 'careful',
          pow,
          stepUp: { presentation: 'pow' },
          policy: { limits: { stepUp: { perAccountHour: 0 } } },
        },
      ],
    });
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  const issue = async () =>
    (await app.post<Issued>(CAPTCHA, { use: 'login', type: 'image', presentation: 'pow' })).body.data;
  const verify = (body: object) =>
    app.post<{ ticket: string }>(`${CAPTCHA}/verify`, { use: 'login', type: 'image', ...body });

  it('answers with a challenge in place of a picture, and nothing to type', async () => {
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'image', presentation: 'pow' });
    expect(body).toMatchObject({ code: 0, data: { url: '', codeLength: 0, expire: 180 } });
    expect(body.data['challenge']).toMatchObject({
      parameters: { data: { codeID: body.data['codeID'], tenant: 'default', use: 'login' } },
    });
  });

  it('takes the payload of the widget as the code, once, with and without codeID', async () => {
    const { codeID, challenge } = await issue();
    const code = await solve(challenge);
    expect((await verify({ codeID, code })).body).toMatchObject({
      code: CODE.ok,
      data: { ticket: expect.any(String) as string },
    });
    expect((await verify({ codeID, code })).body.code).toBe(CODE.wrong);
    const next = await solve((await issue()).challenge);
    expect((await verify({ code: next })).body.code).toBe(CODE.ok);
    expect((await verify({ code: next })).body.code).toBe(CODE.wrong);
  });

  it('has one attempt', async () => {
    const [one, other] = [await issue(), await issue()];
    const code = await solve(one.challenge);
    expect((await verify({ codeID: one.codeID, code: await solve(other.challenge) })).body.code).toBe(
      CODE.wrong,
    );
    expect((await verify({ codeID: one.codeID, code })).body.code).toBe(CODE.wrong);
  });

  it('is the step-up of a tenant that says so, unless the request asks for a picture', async () => {
    const request = { use: 'login', type: 'email', account: 'jane@example.com' };
    const headers = { 'iThings-tenant-code': 'careful' };
    const { body } = await app.post<Issued>(CAPTCHA, request, headers);
    expect(body).toMatchObject({ code: CODE.needImage, data: { url: '', reason: 'required' } });
    const solved = { ...request, codeID: body.data.codeID, code: await solve(body.data.challenge) };
    expect((await app.post(CAPTCHA, solved, headers)).body.code).toBe(CODE.ok);
    const other = { ...request, account: 'joan@example.com', presentation: 'image' };
    expect((await app.post(CAPTCHA, other, headers)).body.data['url']).toMatch(/^data:image\/png/);
  });

  it('is answered without an envelope at /altcha, for the published widget', async () => {
    const response = await fetch(`${app.url}${CAPTCHA}/altcha?use=login`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const challenge = (await response.json()) as Challenge;
    expect(Object.keys(challenge).sort()).toEqual(['parameters', 'signature']);
    expect((await verify({ code: await solve(challenge) })).body.code).toBe(CODE.ok);
  });

  it('refuses /altcha without a purpose in an envelope', async () => {
    const { body, status } = await app.fetch(`${CAPTCHA}/altcha`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: CODE.parameter });
  });

  it('lets only a body with a solution have more than 4 KiB, up to 8 KiB', async () => {
    const padding = (size: number) => ({ padding: 'x'.repeat(size) });
    const code = await solve((await issue()).challenge);
    expect((await verify({ code, ...padding(5000) })).status).toBe(200);
    expect((await verify({ code, ...padding(8000) })).status).toBe(413);
    expect((await verify({ code: 'ACDEFH', codeID: 'A'.repeat(20), ...padding(5000) })).status).toBe(413);
  });
});
