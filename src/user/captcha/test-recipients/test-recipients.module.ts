import { Module } from '@nestjs/common';
import { TestRecipientWarning } from './test-recipient-warning.js';

/** Warns about recipients with fixed codes in production. */
@Module({ providers: [TestRecipientWarning] })
export class TestRecipientsModule {}
