import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { INTEGER } from '@system-management/envelope';
import { CODE_ID_EXAMPLE } from '../challenge/examples.js';
import { ALTCHA_EXAMPLE } from '../challenge/presentations/altcha-example.js';

const { parameters, signature } = ALTCHA_EXAMPLE.challenge;

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
  @ApiProperty({ description: 'How a key is derived', example: parameters.algorithm })
  algorithm!: string;

  @ApiProperty({
    description: 'Start of every password, in hex',
    example: parameters.nonce,
  })
  nonce!: string;

  @ApiProperty({ description: 'Salt of the derivation, in hex', example: parameters.salt })
  salt!: string;

  @ApiProperty({ ...INTEGER, description: 'Iterations of one derivation', example: parameters.cost })
  cost!: number;

  @ApiProperty({ ...INTEGER, description: 'Bytes of a key', example: parameters.keyLength })
  keyLength!: number;

  @ApiProperty({
    description: 'Start of the wanted key, in hex',
    example: parameters.keyPrefix,
  })
  keyPrefix!: string;

  @ApiProperty({
    description: 'Signature of the wanted key',
    example: parameters.keySignature,
  })
  keySignature!: string;

  @ApiProperty({
    ...INTEGER,
    // Seconds since 1970 exceed 32 bits in 2038.
    format: 'int64',
    description: 'When the challenge expires, in seconds since 1970',
    example: parameters.expiresAt,
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
    example: signature,
  })
  signature!: string;
}
