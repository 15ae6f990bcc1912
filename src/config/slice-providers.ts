import type { Provider } from '@nestjs/common';
import { CONFIG_SLICES, type Settings } from './settings.js';

/** Injection token of {@link Settings}. A feature injects its own slice instead. */
export const SETTINGS = Symbol('Settings');

/** Provides each slice under its own token. */
export const SLICE_PROVIDERS: Provider[] = CONFIG_SLICES.map(({ KEY, slice }) => ({
  provide: KEY,
  inject: [SETTINGS],
  useFactory: (settings: Settings) => settings[slice],
}));
/** Tokens of all slices. */
export const SLICE_TOKENS = CONFIG_SLICES.map(({ KEY }) => KEY);
