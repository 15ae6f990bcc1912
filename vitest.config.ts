import { defineConfig } from 'vitest/config';

// Libs are tested from their sources: no build first.
const conditions = ['source'];

const isFull = process.env.ATTACK === 'full';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.spec.ts', 'libs/*/src/**/*.spec.ts', 'test/**/*.spec.ts', 'bench/**/*.spec.ts'],
    globalSetup: './test/support/bundle.ts',
    // Minutes, not seconds: `npm run test:attack` runs them, and so does CI.
    exclude: ['**/node_modules/**', '**/dist/**', ...(isFull ? [] : ['**/*.slow.spec.ts'])],
    // Specs share one module registry per worker (10x faster), so no spec may keep module-level state.
    isolate: false,
    // Most specs wait for sockets and timers, so every core gets a worker; what is measured goes one by one, because
    // nothing must disturb it.
    maxWorkers: isFull ? 1 : '100%',
    // Browsers and Redis share the machine with every other test: these are bounds on hanging, not on speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    server: { deps: { inline: [/@system-management\//] } },
    reporters: ['default', './test/support/totals.reporter.ts'],
  },
});
