import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './reader/define-config.js';

/** Where the tenants are configured. */
export const tenantsConfig = defineConfig('tenants', (read) => ({
  /** Path of the YAML file. */
  tenantsFile: read.text('TENANTS_FILE', 'config/tenants.yaml'),
}));
export type TenantsConfig = ConfigType<typeof tenantsConfig>;
