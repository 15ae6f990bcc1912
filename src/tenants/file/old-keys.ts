import { formatPath } from './describe-schema-error.js';

/** A key of earlier files. */
interface OldKey {
  /** The group of limits that contains it; none: it is a group itself. */
  readonly group?: string;
  readonly old: string;
  readonly new: string;
}

const OLD_KEYS: readonly OldKey[] = [
  { old: 'ip', new: 'address' },
  { group: 'stepUp', old: 'perIpHour', new: 'perAddressHour' },
];

/** What {@link renameOldKeys} found. */
export interface RenamedKeys {
  /** One line for each renamed key, such as `tenants[0].policy.limits.ip: write address instead`. */
  readonly warnings: readonly string[];
  /** One line for each key that is there under both names. */
  readonly problems: readonly string[];
  /** Names the old key in a problem of the renamed data, as the file does. */
  readonly asWritten: (problem: string) => string;
}

/**
 * Renames the keys of earlier files in `policy.limits` of each tenant and each purpose, before the schema fills in
 * defaults. Changes the data in place. Values of unexpected types are left to the schema.
 */
export function renameOldKeys(data: unknown): RenamedKeys {
  const renamed: { readonly from: string; readonly to: string; readonly name: string }[] = [];
  const problems: string[] = [];
  for (const { limits, path } of allLimits(data)) {
    for (const { group, ...key } of OLD_KEYS) {
      const keys = group === undefined ? limits : recordOf(limits[group]);
      if (!Object.hasOwn(keys, key.old)) continue;
      const at = group === undefined ? path : [...path, group];
      const from = formatPath([...at, key.old]);
      if (Object.hasOwn(keys, key.new)) {
        problems.push(`${from}: is the old name of ${key.new}, which is there, too: remove one of them`);
        continue;
      }
      keys[key.new] = keys[key.old];
      delete keys[key.old];
      renamed.push({ from, to: formatPath([...at, key.new]), name: key.new });
    }
  }
  return {
    warnings: renamed.map(({ from, name }) => `${from}: write ${name} instead`),
    problems,
    asWritten: (problem) => {
      const key = renamed.find(({ to }) => problem.startsWith(`${to}:`) || problem.startsWith(`${to}.`));
      return key ? key.from + problem.slice(key.to.length) : problem;
    },
  };
}

/** The limits of every tenant and every purpose, with their paths. */
function allLimits(data: unknown): { limits: Record<string, unknown>; path: string[] }[] {
  const { tenants } = recordOf(data);
  return (Array.isArray(tenants) ? tenants : []).flatMap((tenant: unknown, i) => {
    const policy = recordOf(recordOf(tenant)['policy']);
    const path = ['tenants', String(i), 'policy'];
    const purposes = Object.entries(recordOf(policy['purposes']));
    return [
      { limits: recordOf(policy['limits']), path: [...path, 'limits'] },
      ...purposes.map(([use, purpose]) => ({
        limits: recordOf(recordOf(purpose)['limits']),
        path: [...path, 'purposes', use, 'limits'],
      })),
    ];
  });
}

/** The value when it is a map of keys, else an empty one. */
function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
