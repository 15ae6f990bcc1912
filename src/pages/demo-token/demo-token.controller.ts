import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppError, CommonErrors, SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import { type KeysConfig, keysConfig } from '../../config/keys.config.js';
import { OutboxGuard } from '../outbox/outbox.guard.js';
import { DEMO_TOKEN_LIFETIME, signDemoToken } from './demo-token.js';
import { DemoTokenQuery } from './demo-token.query.js';

/**
 * `GET /demo-token`: an `iThings-token` for trying out purposes that require a login. Its holder acts as that user, so
 * the route has the guard of the outbox: it exists with `OUTBOX=on` only, and refuses pages of other origins.
 */
@ApiExcludeController()
@SkipEnvelope()
@SkipTenant()
@UseGuards(OutboxGuard)
@Controller('demo-token')
export class DemoTokenController {
  constructor(@Inject(keysConfig.KEY) private readonly keys: KeysConfig) {}

  /** @returns the token, and the seconds that it is valid */
  @Get()
  async issue(
    @Query() { user }: DemoTokenQuery,
  ): Promise<{ readonly token: string; readonly expire: number }> {
    const { userTokenSecret } = this.keys;
    if (userTokenSecret === '') throw new AppError(CommonErrors.NotFound);
    return { token: await signDemoToken(userTokenSecret, { user }), expire: DEMO_TOKEN_LIFETIME };
  }
}
