package io.labkeeper.testing;

import io.labkeeper.inventory.InventoryJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An RSA key that signs tokens.
 *
 * @param id the {@code kid}
 */
record TestKey(String id, KeyPair pair) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    static TestKey create(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new TestKey(id, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    TestKey named(String otherId) {
        return new TestKey(otherId, pair);
    }

    /** The public half as a JSON Web Key. */
    Map<String, Object> published() {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                id,
                "n",
                unsigned(key.getModulus()),
                "e",
                unsigned(key.getPublicExponent()));
    }

    String sign(Map<String, Object> claims) {
        String text = text(Map.of("alg", "RS256", "typ", "JWT", "kid", id), claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String symmetric(Map<String, Object> claims) {
        String text = text(Map.of("alg", "HS256", "typ", "JWT", "kid", id), claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pair.getPublic().getEncoded(), "HmacSHA256"));
            return text + "." + BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(Map<String, Object> claims) {
        return text(Map.of("alg", "none", "typ", "JWT"), claims) + ".";
    }

    private static String text(Map<String, Object> header, Map<String, Object> claims) {
        return part(header) + "." + part(claims);
    }

    private static String part(Map<String, Object> json) {
        return BASE64.encodeToString(InventoryJson.write(json).getBytes(StandardCharsets.UTF_8));
    }

    /** Without the sign byte, as JSON Web Keys have it. */
    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }
}
