import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { createTransport } from '../create-transport.js';
import { Outbox } from '../outbox.js';
import { FAULT_COLUMNS, FAULTS, type Fault, type FaultColumn } from '../testing/faults.js';
import { messageFor } from '../testing/messages.js';
import { TransportError } from '../transport.js';

const README = new URL('../../README.md', import.meta.url);
const MARKED = /(<!-- faults: npm run faults:matrix -->\n\n)([^]*?)(\n\n<!-- \/faults -->)/;
/** Applies to faults that end at the deadline. Long enough to reach the faulty step. */
const TIMEOUT_MS = 800;
const TIMEOUT_FAULTS: readonly Fault[] = ['no response', 'endless response'];

/** The result of one delivery; `*`: counts for the circuit breaker. */
async function resultOf({ channel, faults }: FaultColumn, fault: Fault): Promise<string> {
  const start = faults[fault];
  if (!start) return '–';
  const { dsn, stop } = await start();
  const timeoutMs = TIMEOUT_FAULTS.includes(fault) ? TIMEOUT_MS : undefined;
  const transport = createTransport(dsn, channel, { outbox: new Outbox(), timeoutMs });
  try {
    await transport.send(messageFor(channel));
    return 'accepted';
  } catch (failure) {
    if (!(failure instanceof TransportError)) throw failure;
    const { outcome, isTimeout, isOutage } = failure;
    return `${outcome}${isTimeout ? ', timeout' : ''}${isOutage ? ' \\*' : ''}`;
  } finally {
    await transport.close();
    await stop();
  }
}

async function matrix(): Promise<string[][]> {
  const columns = Object.values(FAULT_COLUMNS);
  const rows = [['fault', ...Object.keys(FAULT_COLUMNS)]];
  for (const fault of FAULTS)
    rows.push([fault, ...(await Promise.all(columns.map((one) => resultOf(one, fault))))]);
  return rows;
}

/** Markdown in prettier's format. */
function asTable(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head = '', ...lines] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines].join('\n');
}

describe('README.md', () => {
  it('contains the output of `npm run faults:matrix`', async () => {
    const table = asTable(await matrix());
    const readme = readFileSync(README, 'utf8');
    if (process.env.FAULTS === 'write') {
      writeFileSync(
        README,
        readme.replace(MARKED, (_all, before: string, _old, after: string) => before + table + after),
      );
      process.stdout.write(`${table}\n`);
    } else {
      expect(MARKED.exec(readme)?.[2]).toBe(table);
    }
  });
});
