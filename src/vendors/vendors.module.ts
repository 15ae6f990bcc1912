import { Module } from '@nestjs/common';
import { TenantVendors } from './tenant-vendors.js';

/** The captcha vendors of the tenants. */
@Module({ providers: [TenantVendors], exports: [TenantVendors] })
export class VendorsModule {}
