import type { ConfigType } from '@nestjs/config';
import { appConfig } from './app.config.js';
import { drawingConfig } from './drawing.config.js';
import { envelopeConfig } from './envelope.config.js';
import { keysConfig } from './keys.config.js';
import { messagingConfig } from './messaging.config.js';
import { operationsConfig } from './operations.config.js';
import { pagesConfig } from './pages.config.js';
import { serverConfig } from './server.config.js';
import { type Environment, SettingsReader } from './reader/settings-reader.js';
import { type NameSources, unknownNames } from './reader/unknown-names.js';
import { storageConfig } from './storage.config.js';
import { tenantsConfig } from './tenants.config.js';

export type { Environment };

/** Every feature's slice of the settings. ← add yours */
export const CONFIG_SLICES = [
  appConfig,
  serverConfig,
  storageConfig,
  tenantsConfig,
  messagingConfig,
  keysConfig,
  envelopeConfig,
  drawingConfig,
  operationsConfig,
  pagesConfig,
] as const;

/** All settings, by the name of the slice. */
export type Settings = {
  readonly [Slice in (typeof CONFIG_SLICES)[number] as Slice['slice']]: ConfigType<Slice>;
};

/** What {@link readSettings} checks besides the values. */
export interface SettingsChecks {
  /** Where to look for misspelt names. @default nowhere */
  readonly names?: NameSources;
  /**
   * Called when settings are wrong, for the problems of other configuration, so that one message has all of them. Slices
   * of wrong settings have fallback values. @returns lines without secrets
   */
  readonly others?: ((settings: Settings) => readonly string[]) | undefined;
}

/**
 * Reads every slice from the environment.
 * @throws {SettingsError} with the problems of all slices and checks in one message, without secrets
 */
export function readSettings(env: Environment, { names, others }: SettingsChecks = {}): Settings {
  const reader = new SettingsReader(env);
  const slices = CONFIG_SLICES.map(({ slice, read }) => [slice, read(reader)] as const);
  const settings = Object.fromEntries(slices) as Settings;
  if (names) reader.addProblems(unknownNames(names, reader.names));
  if (others && reader.hasProblems) reader.addProblems(others(settings));
  return reader.result(settings);
}
