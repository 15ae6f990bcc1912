import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

class CheckTicket {
    static final String JWKS_URL = "http://127.0.0.1:3000/.well-known/jwks.json";
    static final String ISSUER = "system-management";
    static final String AUDIENCE = "default"; // your tenant
    static final String USE = "login"; // your purpose

    public static void main(String[] args) throws Exception {
        var consumer = new JwtConsumerBuilder()
            .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(new HttpsJwks(JWKS_URL)))
            .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, AlgorithmIdentifiers.EDDSA)
            .setExpectedIssuer(ISSUER)
            .setExpectedAudience(AUDIENCE)
            .setRequireExpirationTime()
            .build();
        var claims = consumer.processToClaims(args[0]);
        if (!USE.equals(claims.getClaimValue("use"))) throw new SecurityException("The ticket is for another purpose.");
        System.out.println(claims.getSubject() + " " + claims.getJwtId());
    }
}
