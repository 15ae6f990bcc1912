import type { User } from '@system-management/request-context';
import { jwtVerify } from 'jose';

/** The claims of an `iThings-token`, by the names that deployed systems use. */
interface UserClaims {
  readonly Uid?: unknown;
  readonly UserID?: unknown;
  readonly Role?: unknown;
  readonly TenantCode?: unknown;
}

/**
 * Reads the HS256 user JWT (RFC 7519) of the deployed system. A token that is expired, forged, of another algorithm or
 * without a user counts as absent.
 *
 * @param secret `USER_TOKEN_SECRET`; without one no token is valid
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
  // A larger number was rounded when the JSON was parsed: two people would be one.
  return Number.isSafeInteger(claim) ? String(claim) : '';
}
