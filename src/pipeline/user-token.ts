import type { User } from '@system-management/request-context';
import { type JWTPayload, jwtVerify } from 'jose';

/** Seconds that the clocks of the login service and this one may differ. */
const CLOCK_TOLERANCE = 5;

/** Claims of an `iThings-token`, by their names in deployed systems. */
interface UserClaims {
  readonly Uid?: unknown;
  readonly UserID?: unknown;
  readonly Role?: unknown;
  readonly TenantCode?: unknown;
}

/** How {@link userTokenReader} judges the age of a token. */
export interface UserTokenOptions {
  /** Seconds after `iat` that a token without `exp` is valid. Absent: such a token is invalid. */
  readonly maxAge?: number | undefined;
  /** @default the system's clock */
  readonly now?: () => Date;
}

/**
 * Creates a reader of the deployed system's user tokens, which are HS256 JWTs (RFC 7519) with or without `Bearer ` in
 * front. The reader returns `undefined` for a token that is expired, not valid yet, forged, signed by another algorithm
 * or without a user. It never rejects.
 *
 * @param secret `USER_TOKEN_SECRET`; if it is empty, no token is valid
 */
export function userTokenReader(
  secret: string,
  { maxAge, now = () => new Date() }: UserTokenOptions = {},
): (token: string) => Promise<User | undefined> {
  if (secret === '') return async () => undefined;
  const key = new TextEncoder().encode(secret);
  return async (token) => {
    const currentDate = now();
    try {
      const { payload } = await jwtVerify<UserClaims>(token.replace(/^bearer[ \t]+/i, ''), key, {
        algorithms: ['HS256'],
        clockTolerance: CLOCK_TOLERANCE,
        currentDate,
      });
      return isCurrent(payload, currentDate.getTime() / 1000, maxAge) ? userOf(payload) : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Checks what `jwtVerify` leaves open: `exp` and `nbf` are judged already. A token with `exp` has no maximum age. */
function isCurrent({ iat, nbf, exp }: JWTPayload, now: number, maxAge: number | undefined): boolean {
  if (![iat, nbf, exp].every((claim) => claim === undefined || isNumericDate(claim))) return false;
  if (iat !== undefined && iat > now + CLOCK_TOLERANCE) return false;
  if (exp !== undefined) return true;
  return iat !== undefined && maxAge !== undefined && now < iat + maxAge + CLOCK_TOLERANCE;
}

/** A NumericDate may have a fraction (RFC 7519 §2). JSON's `1e999` is parsed as infinite: it would never expire. */
function isNumericDate(claim: unknown): boolean {
  return Number.isFinite(claim) && Number(claim) >= 0;
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
