import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import { TicketSigner } from './ticket.signer.js';

@ApiTags('tickets')
@Controller('.well-known')
@SkipEnvelope()
@SkipTenant()
export class JwksController {
  constructor(private readonly tickets: TicketSigner) {}

  @Get('jwks.json')
  @ApiOperation({
    summary: 'Public keys of tickets',
    description: 'A JWK set (RFC 7517), with which any backend can check tickets offline.',
  })
  @ApiOkResponse({ description: 'The keys', content: { 'application/json': { schema: { type: 'object' } } } })
  keys() {
    return this.tickets.jwks;
  }
}
