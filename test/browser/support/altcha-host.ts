import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const PACKAGE = 'node_modules/altcha/dist';
const MODULE = 'text/javascript; charset=utf-8';

/** A way to load the published widget, with the rest of its page's Content-Security-Policy. */
export interface AltchaBundle {
  readonly files: Readonly<Record<string, readonly [path: string, type: string]>>;
  readonly head: string;
  readonly policy: string;
}

/** `altcha`: one file, whose style element needs a nonce and whose worker is a blob. */
export const ONE_FILE: AltchaBundle = {
  files: { '/altcha.js': [`${PACKAGE}/main/altcha.min.js`, MODULE] },
  head: `<meta name="csp-nonce" content="bm9uY2U="><script type="module" src="/altcha.js"></script>`,
  policy: `style-src 'nonce-bm9uY2U='; worker-src blob:`,
};

/** `altcha/external`: script, style sheet and worker are files of the page's own origin, so that no exception is needed. */
export const EXTERNAL: AltchaBundle = {
  files: {
    '/altcha.js': [`${PACKAGE}/external/altcha.min.js`, MODULE],
    '/altcha.css': [`${PACKAGE}/external/altcha.css`, 'text/css'],
    '/pbkdf2.js': [`${PACKAGE}/workers/pbkdf2.js`, MODULE],
  },
  head: `<link rel="stylesheet" href="/altcha.css"><script type="module" src="/altcha.js"></script>
    <script type="module" src="/worker.js"></script>`,
  policy: `style-src 'self'; worker-src 'self'`,
};

/** Registers the worker file, as the README of the package says. */
const WORKER = `$altcha.algorithms.set('PBKDF2/SHA-256', () => new Worker('/pbkdf2.js', { type: 'module' }));`;

export interface AltchaPage {
  readonly bundle: AltchaBundle;
  /** Attributes of the widget. */
  readonly attributes: string;
  /** Origin of the API. */
  readonly api: string;
  /** Name of a language file of the package, such as `zh-cn`. @default 'en', which is built in */
  readonly language?: string;
  /** What the site's server does with the payload of a sent form; the result is shown to the user. */
  readonly onForm?: (payload: string) => Promise<string>;
}

/** Serves the login page of another origin until the test ends. @returns its URL */
export async function serveAltchaPage(options: AltchaPage): Promise<string> {
  const { bundle, attributes, api, language = 'en', onForm } = options;
  const policy = `default-src 'none'; script-src 'self'; connect-src ${api}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; ${bundle.policy}`;
  const texts = language !== 'en' ? `<script type="module" src="/texts.js"></script>` : '';
  const html = (main: string) =>
    `<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>Log in</title>${bundle.head}${texts}<main><h1>Log in</h1>${main}</main></html>`;
  const form = `<form method="post"><altcha-widget language="${language}" ${attributes}></altcha-widget><p><button>Log in</button></p></form>`;
  const answer: RequestListener = (request, response) => {
    void (async () => {
      const file = bundle.files[request.url ?? ''];
      if (file) return response.setHeader('Content-Type', file[1]).end(await readFile(file[0]));
      if (request.url === '/worker.js') return response.setHeader('Content-Type', MODULE).end(WORKER);
      if (request.url === '/texts.js')
        return response
          .setHeader('Content-Type', MODULE)
          .end(await readFile(`${PACKAGE}/i18n/${language}.js`));
      if (request.url !== '/') return response.writeHead(404).end();
      response.setHeader('Content-Type', 'text/html').setHeader('Content-Security-Policy', policy);
      if (request.method !== 'POST') return response.end(html(form));
      const payload = new URLSearchParams(await text(request)).get('altcha') ?? '';
      return response.end(html(`<p role="status">${await onForm?.(payload)}</p>`));
    })();
  };
  const site = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => {
    site.closeAllConnections();
    site.close();
  });
  await once(site, 'listening');
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
}
