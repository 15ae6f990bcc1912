import type { TestApp } from '../../support/app.js';

/** Fetches `/metrics` and returns the value of each series, keyed by name and labels in Prometheus notation. */
export async function scrapeMetrics({ url }: Pick<TestApp, 'url'>): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
  );
}
