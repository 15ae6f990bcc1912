import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiFailures, CommonErrors, SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import { documentedMsg } from '../../../pipeline/api-errors.js';
import { JwksResponse } from './jwks.response.js';
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
  @ApiOkResponse({ description: 'The keys', type: JwksResponse })
  @ApiFailures([CommonErrors.Method], (_, definition) => documentedMsg(definition))
  get() {
    return this.tickets.jwks;
  }
}
