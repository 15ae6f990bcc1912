import { ApiProperty } from '@nestjs/swagger';
import { INTEGER } from '@system-management/envelope';

/** `data` of the verify endpoint. */
export class VerifyResponse {
  @ApiProperty({
    description:
      'Compact JWS (RFC 7515): `iss`, `aud` tenant, `sub` account, `use`, `type`, `jti` codeID, `iat`, `exp`. Check it with `/.well-known/jwks.json`',
    example: 'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9…',
  })
  ticket!: string;

  @ApiProperty({ ...INTEGER, description: 'Lifetime of the ticket in seconds', example: 300 })
  expire!: number;
}
