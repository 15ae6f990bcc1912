import type { User } from '@system-management/request-context';
import { jwtVerify } from 'jose';

/** Claims of an `iThings-token`, by their names in deployed systems. */
interface UserClaims {
  readonly Uid?: unknown;
  readonly UserID?: unknown;
  readonly Role?: unknown;
  readonly TenantCode?: unknown;
}

/**
 * Creates a reader of the deployed system's user tokens, which are HS256 JWTs (RFC 7519). The reader returns
 * `undefined` for a token that is expired, forged, signed by another algorithm or without a user.
 *
 * @param secret `USER_TOKEN_SECRET`; if it is empty, no token is valid
 */
export function userTokenReader(secret: string): (token: string) => Promise<User | undefined> {
  if (secret === '') return async () => undefined;
  const key = new TextEncoder().encode(secret);
  return async (token) => {
    try {
      const { payload } = await jwtVerify<UserClaims>(token, key, {
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
      });
      return userOf(payload);
    } catch {
      return undefined;
    }
  };
}

function userOf({ Uid, UserID, Role, TenantCode }: UserClaims): User | undefined {
  const id = text(Uid) || text(UserID);
  if (!id) return undefined;
  const [role, tenant] = [text(Role), text(TenantCode)];
  return { id, ...(role && { role }), ...(tenant && { tenant }) };
}

/** Deployed tokens carry ids as strings and roles as numbers. */
function text(claim: unknown): string {
  if (typeof claim === 'string') return claim;
  // JSON parsing rounds larger numbers, so that two users could have the same id.
  return Number.isSafeInteger(claim) ? String(claim) : '';
}
