import { defineConfig } from 'vitest/config';

const source = ['source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source } },
  test: {
    include: ['src/**/*.spec.ts', 'libs/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
    // Specs share one module registry per worker (10x faster), so no spec may keep module-level state.
    isolate: false,
    server: { deps: { inline: [/@system-management\//] } },
    reporters: ['default', './test/support/totals.reporter.ts'],
  },
});
