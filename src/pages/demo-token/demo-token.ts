import { SignJWT } from 'jose';

/** Seconds that a demo token is valid. */
export const DEMO_TOKEN_LIFETIME = 3600;

/** The user that a demo token names. */
export interface DemoUser {
  /** Id of the user. @default '1' */
  readonly user?: string | undefined;
  /** @default '1' */
  readonly role?: string | undefined;
  /** Code of the tenant, which then wins over the header. @default the token names none */
  readonly tenant?: string | undefined;
}

/**
 * Signs an `iThings-token` as the deployed login service does: an HS256 JWT (RFC 7519) with the claims `Uid`, `Role` and
 * `TenantCode`, valid for {@link DEMO_TOKEN_LIFETIME}. For development only: its holder is that user.
 * @param secret `USER_TOKEN_SECRET`, not empty
 * @param now the system's clock by default
 */
export async function signDemoToken(
  secret: string,
  { user = '1', role = '1', tenant }: DemoUser = {},
  now = new Date(),
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ Uid: user, Role: role, ...(tenant && { TenantCode: tenant }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + DEMO_TOKEN_LIFETIME)
    .sign(new TextEncoder().encode(secret));
}

/** Whether `GET /demo-token` exists, so that pages offer it. */
export function hasDemoToken(outbox: boolean, secret: string): boolean {
  return outbox && secret !== '';
}
