import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What runs in browsers: source → one minified module without imports. */
const MODULES = {
  'libs/captcha-widget/src/served.ts': 'libs/captcha-widget/dist/captcha-field.js',
  'src/pages/playground/browser/main.ts': 'src/pages/playground/dist/playground.js',
};

/** Bundles every module; the build and the tests begin with it. */
export async function bundle() {
  for (const [source, outfile] of Object.entries(MODULES)) {
    await build({
      entryPoints: [here(source)],
      outfile: here(outfile),
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      // Libs from their sources: no build has to go before this one.
      conditions: ['source'],
      legalComments: 'none',
      logLevel: 'warning',
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
