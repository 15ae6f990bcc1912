import { Module } from '@nestjs/common';
import { type KeysConfig, keysConfig } from '../../../config/keys.config.js';
import { TicketSigner } from './ticket.signer.js';

/** Signs and reads tickets. */
@Module({
  providers: [
    {
      provide: TicketSigner,
      inject: [keysConfig.KEY],
      useFactory: ({ ticketKey }: KeysConfig) => TicketSigner.open(ticketKey),
    },
  ],
  exports: [TicketSigner],
})
export class TicketsModule {}
