import { readFile } from 'node:fs/promises';
import { parseYaml } from '../tenants/file/parse-yaml.js';

/**
 * Says which tenants the problems of a tenants file are about, such as `tenants[1] is shop`; `''` if the file cannot be
 * read or these tenants have no code.
 * @param problems lines such as `tenants[1].policy.email.lifetime: must be <= 600`
 */
export async function tenantNumbers(file: string, problems: readonly string[]): Promise<string> {
  const numbers = new Set(problems.flatMap((problem) => /^tenants\[(\d+)\]/.exec(problem)?.[1] ?? []));
  const codes = codesIn(await readFile(file, 'utf8').catch(() => ''));
  return [...numbers]
    .flatMap((number) => (codes[Number(number)] ? [`tenants[${number}] is ${codes[Number(number)]}`] : []))
    .join(', ');
}

/** The codes by position; `undefined` for a tenant without a valid code. */
function codesIn(text: string): (string | undefined)[] {
  const yaml = parseYaml(text);
  const { tenants } = ('data' in yaml ? (yaml.data ?? {}) : {}) as { tenants?: unknown };
  return (Array.isArray(tenants) ? tenants : []).map((tenant: { code?: unknown } | null) => {
    const code = tenant?.code;
    return typeof code === 'string' && /^[\w-]{1,64}$/.test(code) ? code : undefined;
  });
}
