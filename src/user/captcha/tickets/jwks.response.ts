import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** A public key (RFC 7517). */
@ApiSchema({ name: 'Jwk' })
export class JwkResponse {
  @ApiProperty({ description: 'Key type: `EC` for ES256, `OKP` for EdDSA', example: 'EC' })
  kty!: string;

  @ApiProperty({ description: 'Curve', example: 'P-256' })
  crv!: string;

  @ApiProperty({ description: 'Base64url', example: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' })
  x!: string;

  @ApiPropertyOptional({
    description: 'Base64url; absent for `OKP`',
    example: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  })
  y?: string;

  @ApiProperty({ description: 'Id of the key, as in the header of a ticket' })
  kid!: string;

  @ApiProperty({ description: 'Signature algorithm', enum: ['ES256', 'EdDSA'] })
  alg!: 'ES256' | 'EdDSA';

  @ApiProperty({ enum: ['sig'] })
  use!: 'sig';
}

/** A JWK set (RFC 7517 §5). */
@ApiSchema({ name: 'JwkSet' })
export class JwksResponse {
  @ApiProperty({ type: [JwkResponse], description: 'Current and retired keys' })
  keys!: JwkResponse[];
}
