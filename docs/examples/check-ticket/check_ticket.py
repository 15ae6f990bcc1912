import sys

import jwt

JWKS_URL = "http://127.0.0.1:3000/.well-known/jwks.json"
ISSUER = "system-management"
AUDIENCE = "default"  # your tenant
USE = "login"  # your purpose

keys = jwt.PyJWKClient(JWKS_URL)
key = keys.get_signing_key_from_jwt(sys.argv[1]).key
options = {"require": ["exp"]}
claims = jwt.decode(sys.argv[1], key, ["ES256", "EdDSA"], options, issuer=ISSUER, audience=AUDIENCE)
if claims.get("use") != USE:
    sys.exit("The ticket is for another purpose.")
print(claims.get("sub"), claims["jti"])
