import { ApiProperty } from '@nestjs/swagger';
import { INTEGER } from '@system-management/envelope';
import { TICKET_EXAMPLE } from '../challenge/examples.js';

/** `data` of the verify endpoint. */
export class VerifyResponse {
  @ApiProperty({
    description:
      'Compact JWS (RFC 7515): `iss`, `aud` tenant, `sub` account, `use`, `type`, `jti` codeID, `iat`, `exp`. Check it with `/.well-known/jwks.json`',
    example: TICKET_EXAMPLE,
  })
  ticket!: string;

  @ApiProperty({ ...INTEGER, description: 'Lifetime of the ticket in seconds', example: 300 })
  expire!: number;
}
