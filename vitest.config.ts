import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';

// Set here, so that all workers use the same seed.
process.env['TEST_SEED'] ??= process.env['TEST_PROFILE'] === 'full' ? String(randomInt(2 ** 31)) : '1';

// Resolves libs to their sources, so that tests need no build.
const conditions = ['source'];

/** One suite, by the files it runs: `vitest --project NAME`. */
const suite = (name: string, include: readonly string[], options = {}) => ({
  extends: true as const,
  test: { name, include: [...include], ...options },
});

/**
 * Timed tests run one at a time, after all other suites. Assertions on time or memory, whose message starts with
 * `in time` or `at rest`, are retried twice. All other assertions fail at once.
 */
const TIMED = {
  maxWorkers: 1,
  sequence: { groupOrder: 1 },
  retry: { count: 2, condition: /^(in time|at rest)/ },
};

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      suite('unit', ['{src,libs/*/src,bench}/**/!(*.slow|*.timed).spec.ts']),
      suite('e2e', ['test/{e2e,operations,meta}/**/!(*.slow|*.timed).spec.ts']),
      suite('attack', ['test/{attack,faults}/**/!(*.slow|*.timed).spec.ts']),
      suite('slow', ['{src,libs,test}/**/*.slow.spec.ts']),
      suite('browser', ['test/browser/*.spec.ts']),
      suite('recipes', ['test/recipes/!(*.timed).spec.ts']),
      // Generators and compilers take up to a minute each while other suites run.
      suite('clients', ['test/clients/*.spec.ts'], { testTimeout: 300_000, hookTimeout: 300_000 }),
      suite('timed', ['{src,libs,test}/**/*.timed.spec.ts'], TIMED),
    ],
    globalSetup: './test/support/vitest/bundle.ts',
    setupFiles: './test/support/vitest/seed-generators.ts',
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Specs share one module registry per worker (10x faster), so no spec may keep module-level state.
    isolate: false,
    // Most specs wait for sockets and timers, so every core gets a worker.
    maxWorkers: '100%',
    // Browsers and Redis share the machine with every other test: these timeouts detect hangs, not slowness.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    server: { deps: { inline: [/@system-management\//] } },
    reporters: ['default', './test/support/vitest/totals.reporter.ts'],
  },
});
