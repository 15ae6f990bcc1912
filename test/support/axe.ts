import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core calls serious or critical on the page as it stands, `rule: how often`. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated from outside, so that the page's own policy does not keep it away.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<axe.AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.length}`);
}
