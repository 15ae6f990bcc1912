import { createRemoteJWKSet, jwtVerify } from 'jose';

const JWKS_URL = 'http://127.0.0.1:3000/.well-known/jwks.json';
const ISSUER = 'system-management';
const AUDIENCE = 'default'; // your tenant
const USE = 'login'; // your purpose

const keys = createRemoteJWKSet(new URL(JWKS_URL));
const { payload } = await jwtVerify(process.argv[2], keys, {
  algorithms: ['ES256', 'EdDSA'],
  issuer: ISSUER,
  audience: AUDIENCE,
  requiredClaims: ['exp'],
});
if (payload.use !== USE) throw new Error('The ticket is for another purpose.');
console.log(payload.sub, payload.jti);
