import { Module } from '@nestjs/common';
import { StorageModule } from '../../../storage/storage.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { AccountCodes } from './account-codes.js';
import { ChallengeRepository } from './challenge.repository.js';

/** Stores challenges and compares answers. */
@Module({
  imports: [StorageModule, KeysModule],
  providers: [ChallengeRepository, AccountCodes],
  exports: [ChallengeRepository, AccountCodes],
})
export class ChallengeModule {}
