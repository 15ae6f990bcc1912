import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { TICKET_EXAMPLE } from '../challenge/examples.js';

/**
 * Body of the siteverify endpoint, as plug-ins of captcha vendors send it. Documentation only: faults of the body are
 * answered by error codes of the vendors, see {@link readSiteverify}.
 */
@ApiSchema({ name: 'SiteverifyRequest' })
export class SiteverifyRequest {
  @ApiProperty({
    description: '`siteverify.secret` of the tenant. It identifies the tenant: the tenant header is ignored',
    example: '…',
  })
  secret!: string;

  @ApiProperty({ description: '`data.ticket` of a verified code. Valid once', example: TICKET_EXAMPLE })
  response!: string;

  @ApiPropertyOptional({ description: 'Ignored, as are all other fields', example: '203.0.113.10' })
  remoteip?: string;
}
