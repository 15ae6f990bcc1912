import { inspect } from 'node:util';
import { registerAs } from '@nestjs/config';
import { SettingsReader } from './settings-reader.js';

/**
 * Defines the settings of one feature: Nest's `registerAs()`, with the reader as its argument, so that the slices of all
 * features report their problems in one message.
 *
 * ```ts
 * export const storageConfig = defineConfig('storage', (read) => ({ redisUrl: read.text('REDIS_URL', '') }));
 * export type StorageConfig = ConfigType<typeof storageConfig>;
 *
 * constructor(@Inject(storageConfig.KEY) private readonly storage: StorageConfig) {}
 * ```
 * @param name of the slice, unique
 * @param secrets fields that `JSON.stringify`, `console.log` and errors do not print
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
  return Object.assign(registerAs(name, fromProcess), { slice: name, read });
}

function redacted<Slice extends object>(slice: Slice, secrets: readonly (keyof Slice)[]): Slice {
  const harmless = Object.fromEntries(
    Object.entries(slice).filter(([key]) => !secrets.includes(key as keyof Slice)),
  );
  const print = { value: () => harmless };
  return Object.defineProperties(slice, { toJSON: print, [inspect.custom]: print });
}
