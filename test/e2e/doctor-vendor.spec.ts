import { startHttpSink } from '@system-management/messaging/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDoctor, withTenants } from '../support/run-doctor.js';
import { VendorServer } from '../support/vendor-server.js';

/** Runs the doctor for a tenant with this vendor, and checks that it prints no secret. */
async function diagnoseVendor(vendor: VendorServer) {
  const env = await withTenants({ code: 'shop', stepUp: { dsn: vendor.dsn } });
  const diagnosis = await runDoctor({ tenant: 'shop' }, env);
  for (const secret of vendor.secrets) expect(diagnosis.text).not.toContain(secret);
  return diagnosis;
}

async function startVendor(): Promise<VendorServer> {
  const vendor = await VendorServer.start();
  onTestFinished(() => vendor.stop());
  return vendor;
}

describe('npm run doctor: the captcha vendor of a tenant', () => {
  it('is reported as right when it accepts the secret, with the address to reach', async () => {
    const vendor = await startVendor();
    const { text, exitCode } = await diagnoseVendor(vendor);
    expect(text).toMatch(/ok {5}stepUp\.dsn: turnstile:\S* answers, and accepts the secret; /);
    expect(text).toContain(`this server must reach ${vendor.origin}`);
    expect(exitCode).toBe(0);
  });

  it('is reported as wrong when it refuses the secret', async () => {
    const vendor = await startVendor();
    vendor.outage = 'secret refused';
    const { text, exitCode } = await diagnoseVendor(vendor);
    expect(text).toMatch(
      /WRONG {2}stepUp\.dsn: turnstile:\S* refused the credentials: invalid-input-secret\n/,
    );
    expect(text).toContain('→ the vendor does not accept the secret: ');
    expect(exitCode).toBe(1);
  });

  it('is reported as wrong when it does not answer', async () => {
    const vendor = await startVendor();
    vendor.outage = 'silent';
    const { text, exitCode } = await diagnoseVendor(vendor);
    expect(text).toContain(`→ there is no answer: check the firewalls, and whether a proxy is needed; this`);
    expect(exitCode).toBe(1);
  });

  it('is reported as wrong when nothing listens there', async () => {
    const vendor = await VendorServer.start();
    await vendor.stop();
    const { text, exitCode } = await diagnoseVendor(vendor);
    expect(text).toMatch(/WRONG {2}stepUp\.dsn: turnstile:.*ECONNREFUSED/);
    expect(text).toContain(`this server must reach ${vendor.origin}. Until then people solve a picture`);
    expect(exitCode).toBe(1);
  });

  it('is reported as wrong with its published test keys, which pass everybody', async () => {
    const report = { success: true, challenge_ts: new Date().toISOString(), hostname: 'example.com' };
    const server = await startHttpSink((response) => response.end(JSON.stringify(report)));
    onTestFinished(() => server.stop());
    const keys = '1x0000000000000000000000000000000AA?sitekey=1x00000000000000000000AA';
    const dsn = `turnstile://${keys}&endpoint=http://127.0.0.1:${server.port}`;
    const env = await withTenants({ code: 'shop', stepUp: { dsn } });
    const { text, exitCode } = await runDoctor({ tenant: 'shop' }, env);
    expect(text).toMatch(/WRONG {2}stepUp\.dsn: turnstile:\S* .*test keys\n/);
    expect(text).toContain('→ a published token passes the step-up again and again: replace them');
    expect(exitCode).toBe(1);
  });

  it('is not reported for a tenant without one', async () => {
    const { text } = await runDoctor({ tenant: 'shop' }, await withTenants({ code: 'shop' }));
    expect(text).not.toContain('Captcha vendor');
  });
});
