import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { build } from 'esbuild';

const resolve = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Browser code: source → one minified module without imports. */
const MODULES = {
  'libs/captcha-widget/src/served.ts': 'libs/captcha-widget/dist/captcha-field.js',
  'src/pages/outbox/browser/main.ts': 'src/pages/outbox/dist/outbox.js',
  'src/pages/playground/browser/main.ts': 'src/pages/playground/dist/playground.js',
};

/** Bundles every module. The build and the tests call this first. */
export async function bundle() {
  for (const [source, outfile] of Object.entries(MODULES)) {
    await build({
      entryPoints: [resolve(source)],
      outfile: resolve(outfile),
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      // Resolves libs to their sources, so that they need not be built first.
      conditions: ['source'],
      legalComments: 'none',
      logLevel: 'warning',
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
