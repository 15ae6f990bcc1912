import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Proof, RequireCaptcha, UserModule, Verified } from '../../src/user/index.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import { CODE, type IssueData } from '../support/requests.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';

const VERIFY = `${CAPTCHA}/verify`;
const ROUTE = '/api/v1/system/example/pictures';
const IMAGE = { use: 'login', type: 'image' };
const DIGITS = { 'iThings-tenant-code': 'digits' };

@Controller(ROUTE)
class PicturesController {
  @Post()
  @HttpCode(HttpStatus.OK)
  @RequireCaptcha({ use: 'login', types: ['image'] })
  open(@Verified() { type }: Proof, @Body() _: unknown): { type: string } {
    return { type };
  }
}

/** What a person types who takes A for 4 and T for 7. */
const misread = (code: string): string => code.replaceAll('A', '4').replaceAll('T', '7');
/** The same for a person who takes 4 for A and 7 for T. */
const misheard = (code: string): string => code.replaceAll('4', 'A').replaceAll('7', 'T');

describe('POST …/captcha/verify: 4 for A and 7 for T in answers to pictures', () => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const { global, tenants: [standard, digits] = [] } = unlimitedTenants({ tenants: [{ code: 'digits' }] });
    const policy = { ...(digits as { policy: object }).policy, image: { alphabet: 'digits' } };
    tenants = await writeTenantsFile({
      ...(global && { global }),
      tenants: [standard!, { ...digits, policy }],
    });
    app = await TestApp.start({
      env: tenants.env,
      imports: [UserModule],
      controllers: [PicturesController],
    });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  /** Issues images until one has a code with such a character. */
  async function issue(wanted: RegExp, request: object = IMAGE, headers?: Record<string, string>) {
    for (;;) {
      const { codeID } = (await app.post<IssueData>(CAPTCHA, request, headers)).body.data;
      const { code } = await app.delivered(codeID);
      if (wanted.test(code)) return { codeID, code };
    }
  }
  let people = 0;
  const newMail = () => ({ use: 'login', type: 'email', account: `look-alike${people++}@example.com` });

  it.each([/A/, /T/])('are right at /verify for a picture with %s', async (wanted) => {
    const { codeID, code } = await issue(wanted);
    const { body } = await app.post(VERIFY, { ...IMAGE, codeID, code: misread(code).toLowerCase() });
    expect(body.code).toBe(CODE.ok);
  });

  it('are right before a message', async () => {
    const { codeID, code } = await issue(/A|T/);
    const { body } = await app.post(CAPTCHA, { ...newMail(), codeID, code: misread(code) });
    expect(body.code, body.msg).toBe(CODE.ok);
  });

  it('are right on a route with @RequireCaptcha()', async () => {
    const { codeID, code } = await issue(/A|T/);
    const { body } = await app.post(ROUTE, { type: 'image', codeID, code: misread(code) });
    expect(body).toMatchObject({ code: CODE.ok, data: { type: 'image' } });
  });

  it('do not stand for each other', async () => {
    const { codeID, code } = await issue(/A/);
    const { body } = await app.post(VERIFY, { ...IMAGE, codeID, code: code.replaceAll('A', '7') });
    expect(body.code).toBe(CODE.wrong);
  });

  it('never occur in a picture', async () => {
    const codes = await Promise.all(Array.from({ length: 40 }, () => issue(/./)));
    expect(codes.filter(({ code }) => /[47]/.test(code))).toEqual([]);
  });

  describe.each([
    ['spoken digits', { ...IMAGE, presentation: 'audio' }, undefined],
    ['pictures of digits', IMAGE, DIGITS],
  ])('%s', (_, request, headers) => {
    it.each([/4/, /7/])('are right as they are, with %s', async (wanted) => {
      const { codeID, code } = await issue(wanted, request, headers);
      const { body } = await app.post(VERIFY, { ...IMAGE, codeID, code }, headers);
      expect(body.code).toBe(CODE.ok);
    });

    it('have no letters in their place', async () => {
      const { codeID, code } = await issue(/^(?=.*[47])(?=.*[01258])/, request, headers);
      const { body } = await app.post(VERIFY, { ...IMAGE, codeID, code: misheard(code) }, headers);
      expect(body.code).toBe(CODE.parameter);
    });
  });
});
