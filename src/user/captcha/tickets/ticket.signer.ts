import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  calculateJwkThumbprint,
  errors,
  exportJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';

/** `iss` of every ticket. It names the service, not a host: host names change, and the `Host` header is not trusted. */
export const TICKET_ISSUER = 'system-management';
/** Seconds: enough for the next request of a form. */
export const TICKET_LIFETIME = 300;

/** The result of one successful verification. */
export interface Proof {
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  /** The account's canonical form; empty for images. */
  readonly recipient: string;
  /** The challenge's id. It is the ticket's `jti`, by which a verifier can refuse a second use. */
  readonly id: string;
}

/** A {@link Proof} read from a valid ticket. */
export interface SignedProof {
  readonly proof: Proof;
  /** Milliseconds since 1970 of the latest possible signing: `iat` is in whole seconds. */
  readonly madeAt: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** `data` of the verify endpoint. */
export interface Ticket {
  readonly ticket: string;
  /** Lifetime in seconds. */
  readonly expire: number;
}

/**
 * Signs and reads tickets: compact JWS (RFC 7515) with ES256 or EdDSA, by the type of the key. A backend checks them
 * offline with the JWK set.
 */
export class TicketSigner {
  private constructor(
    private readonly key: KeyObject,
    private readonly jwk: JWK & { readonly kid: string; readonly alg: string },
  ) {}

  /** @param key a private P-256 or Ed25519 key */
  static async open(key: KeyObject): Promise<TicketSigner> {
    const jwk = await exportJWK(createPublicKey(key));
    const alg = key.asymmetricKeyType === 'ec' ? 'ES256' : 'EdDSA';
    return new TicketSigner(key, { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' });
  }

  async sign({ tenant, use, type, recipient, id }: Proof): Promise<Ticket> {
    const token = new SignJWT({ use, type })
      .setProtectedHeader({ alg: this.jwk.alg, kid: this.jwk.kid, typ: 'JWT' })
      .setIssuer(TICKET_ISSUER)
      .setAudience(tenant)
      .setJti(id)
      .setIssuedAt()
      .setExpirationTime(`${TICKET_LIFETIME}s`);
    if (recipient) token.setSubject(recipient);
    return { ticket: await token.sign(this.key), expire: TICKET_LIFETIME };
  }

  /**
   * Checks a ticket's signature, tenant and expiry, but not whether it was used before.
   * @returns `undefined` for any other text
   * @param now milliseconds since 1970
   */
  async read(ticket: string, tenant: string, now = Date.now()): Promise<SignedProof | undefined> {
    const result = await this.check(ticket, tenant, now);
    return result === 'expired' ? undefined : result;
  }

  /** Like {@link read}. @returns `expired` for a ticket of the tenant that was valid before */
  async check(
    ticket: string,
    tenant: string,
    now = Date.now(),
  ): Promise<SignedProof | 'expired' | undefined> {
    try {
      const { payload, protectedHeader } = await jwtVerify(ticket, createPublicKey(this.key), {
        algorithms: [this.jwk.alg],
        typ: 'JWT',
        issuer: TICKET_ISSUER,
        audience: tenant,
        requiredClaims: ['iat', 'exp', 'jti'],
        currentDate: new Date(now),
      });
      return protectedHeader.kid === this.jwk.kid ? signedProof(payload, tenant) : undefined;
    } catch (error) {
      // jose checks the time last.
      return error instanceof errors.JWTExpired ? 'expired' : undefined;
    }
  }

  /** The public keys (RFC 7517). */
  get jwks(): { readonly keys: readonly JWK[] } {
    return { keys: [this.jwk] };
  }
}

function signedProof(
  { iat = 0, exp = 0, jti = '', sub = '', use, type }: JWTPayload,
  tenant: string,
): SignedProof {
  return {
    proof: { tenant, use: String(use), type: String(type), recipient: sub, id: jti },
    madeAt: iat * 1000 + 999,
    expiresAt: exp * 1000,
  };
}
