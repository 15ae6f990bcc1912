import { Module } from '@nestjs/common';
import { type KeysConfig, keysConfig } from '../../../config/keys.config.js';
import { AuditIds } from './audit-ids.js';
import { CodeMac } from './code-mac.js';
import { CodeSource } from './code-source.js';
import { LimitKeys } from './limit-keys.js';
import { PowKeys } from './pow-keys.js';

/** Derives one key per purpose: code MACs, derived codes, limit keys, audit ids, proofs of work. */
@Module({
  providers: [CodeMac, CodeSource, LimitKeys, AuditIds, PowKeys].map((derived) => ({
    provide: derived,
    inject: [keysConfig.KEY],
    useFactory: ({ secretKeys }: KeysConfig) => new derived(secretKeys),
  })),
  exports: [CodeMac, CodeSource, LimitKeys, AuditIds, PowKeys],
})
export class KeysModule {}
