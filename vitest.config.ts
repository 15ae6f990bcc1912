import { defineConfig } from 'vitest/config';

// Libs are tested from their sources: no build first.
const conditions = ['source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.spec.ts', 'libs/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
    // Minutes, not seconds: `npm run test:attack` runs them, and so does CI.
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      ...(process.env.ATTACK === 'full' ? [] : ['**/*.slow.spec.ts']),
    ],
    // Specs share one module registry per worker (10x faster), so no spec may keep module-level state.
    isolate: false,
    server: { deps: { inline: [/@system-management\//] } },
    reporters: ['default', './test/support/totals.reporter.ts'],
  },
});
