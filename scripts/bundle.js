import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { build, transform } from 'esbuild';

const resolve = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Properties of the widget's state that are neither in the DOM nor in requests, responses and events. */
const STATE = [
  'resendSeconds',
  'isExpired',
  'hasNoAudio',
  'isAboutCode',
  'isSent',
  'isProof',
  'isImage',
  'needsNoVerify',
  'isSuccess',
  'isOn',
  'sendLabel',
  'setMedia',
  'seconds',
  'tone',
  'onReturn',
  'onChange',
];

/**
 * Browser code: source → one minified module. What it imports with `import()` becomes a file of its own in a folder of the
 * module's name: `captcha-field.js` loads `captcha-field/de.js`.
 */
const MODULES = [
  {
    source: 'libs/captcha-widget/src/served.ts',
    output: 'libs/captcha-widget/dist/served/captcha-field',
    // Its internal members and its state are not for scripts of the page.
    options: { mangleProps: new RegExp(`^_|^(${STATE.join('|')})$`) },
  },
  { source: 'src/pages/playground/browser/main.ts', output: 'src/pages/playground/dist/playground' },
  { source: 'src/pages/outbox/browser/main.ts', output: 'src/pages/outbox/dist/outbox' },
];

/** Minifies the style sheet in the template literal of a `styles.ts`: also the names of the custom properties it declares. */
const minifiedStyles = {
  name: 'minified-styles',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/styles\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const [css] = /(?<== `)[^`]+/.exec(source);
      const { code } = await transform(css, { loader: 'css', minify: true });
      const own = [...new Set(code.match(/--_[\w-]+(?=:)/g))];
      const short = code
        .trim()
        .replace(/--_[\w-]+/g, (name) => (own.includes(name) ? `--${own.indexOf(name)}` : name))
        .replace(/(?<=[,:]) /g, '');
      return { contents: source.replace(css, () => short), loader: 'ts' };
    }),
};

/** Bundles every module. The build and the tests call this first. */
export async function bundle() {
  for (const { source, output, options } of MODULES) {
    await build({
      entryPoints: [{ in: resolve(source), out: basename(output) }],
      outdir: resolve(dirname(output)),
      chunkNames: `${basename(output)}/[name]`,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      // Resolves libs to their sources, so that they need not be built first.
      conditions: ['source'],
      plugins: [minifiedStyles],
      legalComments: 'none',
      logLevel: 'warning',
      ...options,
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
