import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** `iss` of every ticket. It names the service, not a host: hosts change, and nothing is taken from `Host`. */
export const TICKET_ISSUER = 'system-management';
/** Seconds: long enough for the next request of a form, too short to be kept. */
export const TICKET_LIFETIME = 300;

/** What one verification has proven. */
export interface Proof {
  readonly tenant: string;
  readonly use: string;
  readonly type: string;
  /** The account's identity form; empty for images. */
  readonly recipient: string;
  /** The challenge's id: a ticket's `jti`, so that a reader can refuse a second use. */
  readonly id: string;
}

/** A {@link Proof} that came back as a ticket of ours. */
export interface SignedProof {
  readonly proof: Proof;
  /** Milliseconds since 1970 when it was signed, at the latest: a ticket knows its second only. */
  readonly madeAt: number;
  /** Milliseconds since 1970 when it expires. */
  readonly expiresAt: number;
}

/** What the verify endpoint answers. */
export interface Ticket {
  readonly ticket: string;
  /** Whole seconds. */
  readonly expire: number;
}

/**
 * Signs tickets: compact JWS (RFC 7515) by ES256 or EdDSA, whichever the key is made for. Anybody with the JWK set
 * checks one offline, in any language.
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
   * Reads a ticket that was signed here for this tenant; `undefined` for any other text. Whether it was used before is
   * not known here.
   * @param now milliseconds since 1970
   */
  async read(ticket: string, tenant: string, now = Date.now()): Promise<SignedProof | undefined> {
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
    } catch {
      return undefined;
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
