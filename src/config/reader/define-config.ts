import { inspect } from 'node:util';
import { registerAs } from '@nestjs/config';
import { SettingsReader } from './settings-reader.js';

/**
 * Defines the settings of one feature like Nest's `registerAs()`. It passes a {@link SettingsReader} to `parse`, so
 * that the problems of all slices are reported in one message.
 *
 * ```ts
 * export const storageConfig = defineConfig('storage', (read) => ({ redisUrl: read.text('REDIS_URL', '') }));
 * export type StorageConfig = ConfigType<typeof storageConfig>;
 *
 * constructor(@Inject(storageConfig.KEY) private readonly storage: StorageConfig) {}
 * ```
 * @param name of the slice, unique. The injection token has a prefix: another application may register `app` or `storage` too
 * @param secrets fields that `JSON.stringify()` and `console.log()` leave out
 */
export function defineConfig<const Name extends string, Slice extends object>(
  name: Name,
  parse: (read: SettingsReader) => Slice,
  secrets: readonly (keyof Slice)[] = [],
) {
  const read = (reader: SettingsReader): Slice => redacted(parse(reader), secrets);
  const fromProcess = (): Slice => {
    const reader = new SettingsReader(process.env);
    return reader.result(read(reader));
  };
  return Object.assign(registerAs(`system-management/${name}`, fromProcess), { slice: name, read });
}

function redacted<Slice extends object>(slice: Slice, secrets: readonly (keyof Slice)[]): Slice {
  const printable = Object.fromEntries(
    Object.entries(slice).filter(([key]) => !secrets.includes(key as keyof Slice)),
  );
  const print = { value: () => printable };
  return Object.defineProperties(slice, { toJSON: print, [inspect.custom]: print });
}
