import type { ConfigType } from '@nestjs/config';
import { appConfig } from './app.config.js';
import { envelopeConfig } from './envelope.config.js';
import { keysConfig } from './keys.config.js';
import { messagingConfig } from './messaging.config.js';
import { operationsConfig } from './operations.config.js';
import { pagesConfig } from './pages.config.js';
import { serverConfig } from './server.config.js';
import { type Environment, SettingsReader } from './reader/settings-reader.js';
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
  operationsConfig,
  pagesConfig,
] as const;

/** All settings, by the name of the slice. */
export type Settings = {
  readonly [Slice in (typeof CONFIG_SLICES)[number] as Slice['slice']]: ConfigType<Slice>;
};

/**
 * Reads every slice from the environment.
 * @throws {SettingsError} with the problems of all slices in one message, without secrets
 */
export function readSettings(env: Environment): Settings {
  const reader = new SettingsReader(env);
  const slices = CONFIG_SLICES.map(({ slice, read }) => [slice, read(reader)] as const);
  return reader.result(Object.fromEntries(slices) as Settings);
}
