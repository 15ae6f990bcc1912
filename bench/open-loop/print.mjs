import process from 'node:process';

export const say = (line) => process.stdout.write(`${line}\n`);

/** Prints rows as a Markdown table, their keys as its head. */
export function sayTable(rows) {
  const names = Object.keys(rows[0]);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => String(row[name]).length)));
  const line = (cells) => `| ${cells.map((cell, i) => String(cell).padEnd(widths[i])).join(' | ')} |`;
  say(line(names));
  say(line(widths.map((width) => '-'.repeat(width))));
  for (const row of rows) say(line(names.map((name) => row[name])));
}
