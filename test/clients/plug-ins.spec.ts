import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';
import type { Site, SiteOptions } from './programs/plug-ins/site.js';

const SHOP = 'a-secret-of-this-test-only-0123456789-shop';
const OTHER = 'a-secret-of-this-test-only-0123456789-other';

/** A plug-in from npm. */
interface PlugIn {
  readonly name: string;
  readonly program: string;
  readonly provider?: string;
  /** Whether the plug-in compares `action`. */
  readonly comparesAction: boolean;
  /** Status of a form with a wrong ticket. */
  readonly refused: number;
  /** Status while the site has a wrong secret. */
  readonly misconfigured: number;
}

/** A file of `programs/plug-ins`. */
interface Program {
  start(options: SiteOptions): Promise<Site>;
}

const PLUG_INS: readonly PlugIn[] = [
  ...['cloudflare-turnstile', 'google-recaptcha', 'hcaptcha'].map((provider) => ({
    name: `better-auth for ${provider}`,
    program: 'better-auth',
    provider,
    comparesAction: provider !== 'hcaptcha',
    refused: 403,
    misconfigured: 403,
  })),
  {
    name: '@nestlab/google-recaptcha',
    program: 'nestlab-google-recaptcha',
    comparesAction: false,
    refused: 400,
    misconfigured: 500,
  },
];

let tenants: TenantsFile;
let app: TestApp;
beforeAll(async () => {
  const secrets = { shop: SHOP, other: OTHER };
  tenants = await writeTenantsFile(
    unlimitedTenants({
      tenants: Object.entries(secrets).map(([code, secret]) => ({ code, siteverify: { secret } })),
    }),
  );
  app = await TestApp.start({ env: tenants.env });
});
afterAll(async () => {
  await app.close();
  await tenants.remove();
});

/** The ticket of a right code of the tenant `shop`. */
async function ticket(): Promise<string> {
  const headers = { 'iThings-tenant-code': 'shop' };
  const request = { use: 'register', type: 'email', account: 'jane@example.com' };
  const { codeID } = (await app.post<{ codeID: string }>(CAPTCHA, request, headers)).body.data;
  const { code } = await app.delivered(codeID);
  const verified = await app.post<{ ticket: string }>(
    `${CAPTCHA}/verify`,
    { ...request, codeID, code },
    headers,
  );
  return verified.body.data.ticket;
}

describe.each(PLUG_INS)('POST …/captcha/siteverify, asked by $name', (plugIn) => {
  const sites: Site[] = [];
  afterAll(() => Promise.all(sites.map((site) => site.stop())));

  async function start(options: Partial<SiteOptions> = {}): Promise<Site> {
    // The programs are not part of the project's types: their packages are those of this folder.
    const path = `./programs/plug-ins/${plugIn.program}.ts`;
    const program = (await import(/* @vite-ignore */ path)) as Program;
    const { provider } = plugIn;
    const site = await program.start({
      siteverify: `${app.url}${CAPTCHA}/siteverify`,
      secret: SHOP,
      ...(provider && { provider }),
      ...options,
    });
    sites.push(site);
    return site;
  }

  it('accepts a ticket once', async () => {
    const site = await start();
    const response = await ticket();
    expect([await site.submit(response), await site.submit(response)]).toEqual([200, plugIn.refused]);
  });

  it("refuses a forged ticket, and a ticket by another tenant's or an unknown secret, which do not redeem it", async () => {
    expect(await (await start()).submit('a.b.c')).toBe(plugIn.refused);
    const response = await ticket();
    expect(await (await start({ secret: OTHER })).submit(response)).toBe(plugIn.refused);
    const misconfigured = await start({ secret: `${OTHER}-unknown` });
    expect(await misconfigured.submit(response)).toBe(plugIn.misconfigured);
    expect(await (await start()).submit(response)).toBe(200);
  });

  it('refuses a ticket for another purpose than the site expects, if the plug-in compares purposes', async () => {
    const site = await start({ action: 'login' });
    expect(await site.submit(await ticket())).toBe(plugIn.comparesAction ? plugIn.refused : 200);
    const right = await start({ action: 'register' });
    expect(await right.submit(await ticket())).toBe(200);
  });
});
