/** The curl command that repeats a request in a POSIX shell. */
export function curlOf(url: string, headers: Record<string, string>, body: string): string {
  const lines = [`curl ${quoted(new URL(url, location.href).href)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`--header ${quoted(`${name}: ${value}`)}`);
  lines.push(`--data-raw ${quoted(body)}`);
  return lines.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
