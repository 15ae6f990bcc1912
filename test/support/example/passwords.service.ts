import { Injectable } from '@nestjs/common';
import type { Proof } from '../../../src/user/index.js';
import type { ResetResponse } from './dto/reset.response.js';

/** Counts resets per account; the example stores no passwords. */
@Injectable()
export class PasswordsService {
  private readonly resets = new Map<string, number>();

  reset(_password: string, { tenant, recipient }: Proof): ResetResponse {
    const name = `${tenant} ${recipient}`;
    const resets = (this.resets.get(name) ?? 0) + 1;
    this.resets.set(name, resets);
    return { account: recipient, resets };
  }
}
