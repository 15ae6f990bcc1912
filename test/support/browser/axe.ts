import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** The violations of impact "serious" or "critical" that axe-core reports; its rules include WCAG 2.2 A and AA. */
export function seriousViolations(page: Page): Promise<readonly string[]> {
  return violations(page, ({ impact }) => impact === 'serious' || impact === 'critical');
}

/** All violations that axe-core reports, its best practices included. */
export function allViolations(page: Page): Promise<readonly string[]> {
  return violations(page, () => true);
}

/** All violations that axe-core reports in the elements of a CSS selector. */
export function violationsIn(page: Page, selector: string): Promise<readonly string[]> {
  return violations(page, () => true, selector);
}

async function violations(
  page: Page,
  isWanted: (one: Violation) => boolean,
  selector = 'html',
): Promise<readonly string[]> {
  // evaluate() bypasses the page's Content-Security-Policy; a script element would need an exception in it.
  await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  const result = await page.evaluate<{ violations: readonly Violation[] }>(
    `axe.run(${JSON.stringify(selector)})`,
  );
  return result.violations
    .filter(isWanted)
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
    );
}
