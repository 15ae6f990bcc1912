import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Output file with one line per test: milliseconds, file, name. `.ci/run` builds its table of the slowest tests from it. */
const TIMES = process.env['TEST_TIMES'];

/** Prints retried tests, the seed, and a last line `N passed, N failed`, which CI parses. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        count[test.result().state]++;
        this.report(test);
      }
      // A file that fails before its first test counts as one failure.
      if (module.state() === 'failed' && count.failed === before) count.failed++;
    }
    const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
    process.stdout.write(
      `\nTEST_SEED=${process.env['TEST_SEED']}\n${count.passed} passed, ${count.failed} failed${skipped}\n`,
    );
  }

  private report(test: TestCase): void {
    const { duration = 0, retryCount = 0 } = test.diagnostic() ?? {};
    const name = `${relative('.', test.module.moduleId)}\t${test.fullName}`;
    if (retryCount > 0) {
      const reasons = test.result().errors?.map(({ message, diff = '' }) => `${message}\n${diff}`) ?? [];
      process.stdout.write(
        `\nrepeated ${retryCount} times: ${name.replace('\t', ': ')}\n${reasons.join('\n')}\n`,
      );
    }
    if (TIMES) appendFileSync(TIMES, `${Math.round(duration)}\t${name}\n`);
  }
}
