import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { toNodeHandler } from 'better-auth/node';
import { captcha } from 'better-auth/plugins';
import type { Site, SiteOptions } from './site';

/** The captcha plug-in of better-auth: it sends JSON as Turnstile's, forms as hCaptcha's and reCAPTCHA's. */
export async function start({ siteverify, secret, provider, action }: SiteOptions): Promise<Site> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const auth = betterAuth({
    baseURL: url,
    secret: 'a-secret-of-this-test-only-0123456789-session',
    emailAndPassword: { enabled: true },
    logger: { disabled: true },
    telemetry: { enabled: false },
    plugins: [
      captcha({ provider, secretKey: secret, siteVerifyURLOverride: siteverify, expectedAction: action }),
    ],
  });
  server.on('request', toNodeHandler(auth));
  let people = 0;
  return {
    async submit(ticket) {
      const person = { name: 'Jane', email: `jane-${++people}@example.com`, password: 'correct horse' };
      const { status } = await fetch(`${url}/api/auth/sign-up/email`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: url, 'x-captcha-response': ticket },
        body: JSON.stringify(person),
      });
      return status;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
