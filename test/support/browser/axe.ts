import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** The violations of impact "serious" or "critical" that axe-core reports; its rules include WCAG 2.2 A and AA. */
export async function seriousViolations(page: Page): Promise<readonly string[]> {
  // evaluate() bypasses the page's Content-Security-Policy; a script element would need an exception in it.
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
    );
}
