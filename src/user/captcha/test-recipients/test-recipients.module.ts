import { Module } from '@nestjs/common';
import { TestRecipientWarning } from './test-recipient-warning.js';

/** Warns about test recipients in production. */
@Module({ providers: [TestRecipientWarning] })
export class TestRecipientsModule {}
