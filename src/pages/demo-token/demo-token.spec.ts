import { describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { userTokenReader } from '../../pipeline/user-token.js';
import { signDemoToken } from './demo-token.js';

const SECRET = 'a-secret-for-this-test';
const NOW = new Date('2026-01-01T12:00:00Z');
const HOUR = 3_600_000;

describe('signDemoToken()', () => {
  const readAt = (time: number) => userTokenReader(SECRET, { now: () => new Date(time) });

  it('is a token of user 1 that the pipeline accepts for an hour', async () => {
    const token = await signDemoToken(SECRET, {}, NOW);
    expect(await readAt(NOW.getTime())(token)).toEqual({ id: '1', role: '1' });
    expect(await readAt(NOW.getTime() + HOUR - 1000)(token)).toEqual({ id: '1', role: '1' });
    expect(await readAt(NOW.getTime() + HOUR + 10_000)(token)).toBeUndefined();
  });

  it('names the given user, role and tenant by the claims of the deployed system', async () => {
    const token = await signDemoToken(
      SECRET,
      { user: '1764806234122309632', role: '3', tenant: 'demo' },
      NOW,
    );
    expect(decodeJwt(token)).toMatchObject({ Uid: '1764806234122309632', Role: '3', TenantCode: 'demo' });
    expect(await readAt(NOW.getTime())(token)).toEqual({
      ...{ id: '1764806234122309632', role: '3', tenant: 'demo' },
    });
  });
});
