package io.labkeeper.lab.issuer;

import io.labkeeper.lab.state.PrivateFiles;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The issuer's RSA key: signs tokens (RS256) and shows its public half as a JSON Web Key. Kept in a private file. */
final class SigningKey {
    private static final int BITS = 2048;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final RSAPrivateCrtKey key;
    private final String id;

    private SigningKey(RSAPrivateCrtKey key) throws GeneralSecurityException {
        this.key = key;
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(key.getModulus().toByteArray());
        this.id = HexFormat.of().formatHex(digest, 0, 8);
    }

    /** The key in that file, made if there is none. */
    static SigningKey loadOrMake(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = make().getEncoded();
                PrivateFiles.write(file, Base64.getEncoder().encodeToString(fresh) + "\n");
            }
            byte[] encoded = Base64.getDecoder().decode(PrivateFiles.read(file).strip());
            return new SigningKey(
                    (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot use the signing key in " + file, e);
        }
    }

    /** One that is kept nowhere. */
    static SigningKey fresh() {
        try {
            return new SigningKey((RSAPrivateCrtKey) make());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a signing key", e);
        }
    }

    private static PrivateKey make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        return generator.generateKeyPair().getPrivate();
    }

    /** Header, claims and signature in the compact form. */
    String sign(JsonObject claims) {
        JsonObject header =
                new JsonObject().put("alg", "RS256").put("typ", "JWT").put("kid", id);
        String content = part(header) + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /** The public half (RFC 7517). */
    JsonObject jwk() {
        return new JsonObject()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("kid", id)
                .put("n", unsigned(key.getModulus()))
                .put("e", unsigned(key.getPublicExponent()));
    }

    private static String part(JsonObject json) {
        return URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        return URL.encodeToString(Arrays.copyOfRange(bytes, skip, bytes.length));
    }
}
