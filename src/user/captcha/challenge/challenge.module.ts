import { Module } from '@nestjs/common';
import { StorageModule } from '../../../storage/storage.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { AccountCodes } from './account-codes.js';
import { ChallengeRepository } from './challenge.repository.js';
import { CodeReader } from './code-reader.js';
import { PresentationsModule } from './presentations/presentations.module.js';

/** Stores challenges and compares answers. */
@Module({
  imports: [StorageModule, KeysModule, PresentationsModule],
  providers: [ChallengeRepository, AccountCodes, CodeReader],
  exports: [ChallengeRepository, AccountCodes, CodeReader, PresentationsModule],
})
export class ChallengeModule {}
