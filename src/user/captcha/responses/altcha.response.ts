import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { INTEGER } from '@system-management/envelope';
import { CODE_ID_EXAMPLE } from '../challenge/examples.js';

/** What a proof of work is bound to. */
@ApiSchema({ name: 'AltchaData' })
export class AltchaDataResponse {
  @ApiProperty({ description: 'The id of the code', example: CODE_ID_EXAMPLE })
  codeID!: string;

  @ApiProperty({ description: 'Code of the tenant', example: 'default' })
  tenant!: string;

  @ApiProperty({ description: 'Purpose', example: 'login' })
  use!: string;
}

/** The parameters of ALTCHA's proof of work, version 2. https://altcha.org/docs/v2/proof-of-work */
@ApiSchema({ name: 'AltchaParameters' })
export class AltchaParametersResponse {
  @ApiProperty({ description: 'How a key is derived', example: 'PBKDF2/SHA-256' })
  algorithm!: string;

  @ApiProperty({
    description: 'Start of every password, in hex',
    example: 'a28f101903bcd49aa1c8d2de7f40a735',
  })
  nonce!: string;

  @ApiProperty({ description: 'Salt of the derivation, in hex', example: 'ff2361bf22bc6b0216b33461fce7dacd' })
  salt!: string;

  @ApiProperty({ ...INTEGER, description: 'Iterations of one derivation', example: 1000 })
  cost!: number;

  @ApiProperty({ ...INTEGER, description: 'Bytes of a key', example: 32 })
  keyLength!: number;

  @ApiProperty({
    description: 'Start of the wanted key, in hex',
    example: 'fa017a1477420706b44d6950677fd7e9',
  })
  keyPrefix!: string;

  @ApiProperty({
    description: 'Signature of the wanted key',
    example: '815052c72fccec2fea9a1714eb9e9a757d9b7128eb767e2c675eedb1b7a9e575',
  })
  keySignature!: string;

  @ApiProperty({
    ...INTEGER,
    description: 'When the challenge expires, in seconds since 1970',
    example: 1796025002,
  })
  expiresAt!: number;

  @ApiProperty({ description: 'What the solution is valid for', type: AltchaDataResponse })
  data!: AltchaDataResponse;
}

/** A challenge of ALTCHA. */
@ApiSchema({ name: 'AltchaChallenge' })
export class AltchaChallengeResponse {
  @ApiProperty({ description: 'Signed parameters', type: AltchaParametersResponse })
  parameters!: AltchaParametersResponse;

  @ApiProperty({
    description: 'Signature of the parameters',
    example: 'bc45c7315cef2ea2f4791e9ef142656538bb2869f7268abc2c066c8a907688af',
  })
  signature!: string;
}
