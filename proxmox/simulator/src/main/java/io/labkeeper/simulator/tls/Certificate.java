package io.labkeeper.simulator.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A self-signed certificate with its key, good for localhost and 127.0.0.1.
 *
 * <p>The JDK has no public way to make one, and its keytool may be missing at run time: so the few fields are written by
 * hand.
 */
public final class Certificate {

    private static final String PASSWORD = "simulator";
    private static final String ALIAS = "pve";
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";

    private final KeyStore keyStore;

    private Certificate(KeyStore keyStore) {
        this.keyStore = keyStore;
    }

    /** A new one, with a new key. */
    public static Certificate create(String commonName, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            X509Certificate certificate = parse(signed(keys, commonName, now));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    ALIAS, keys.getPrivate(), PASSWORD.toCharArray(), new java.security.cert.Certificate[] {certificate
                    });
            return new Certificate(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    /**
     * The one in the file, or a new one that is put there.
     *
     * @throws IOException if the file can be neither read nor written
     */
    public static Certificate keptIn(Path file, String commonName, Instant now) throws IOException {
        if (!Files.exists(file)) {
            Certificate fresh = create(commonName, now);
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, fresh.bytes());
            onlyForOwner(file);
            return fresh;
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(file)), PASSWORD.toCharArray());
            return new Certificate(store);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read " + file, e);
        }
    }

    /** Where the file system knows such a thing. */
    private static void onlyForOwner(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static byte[] signed(KeyPair keys, String commonName, Instant now) throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
        byte[] content = Der.sequence(
                Der.of(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                algorithm,
                name,
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(Duration.ofDays(3650)))),
                name,
                keys.getPublic().getEncoded(),
                Der.of(0xA3, Der.sequence(alternativeNames(), authority())));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        return Der.sequence(content, algorithm, Der.bits(signature.sign()));
    }

    private static byte[] alternativeNames() {
        byte[] host = Der.of(0x82, "localhost".getBytes(StandardCharsets.US_ASCII));
        byte[] address = Der.of(0x87, new byte[] {127, 0, 0, 1});
        return Der.sequence(Der.oid(SUBJECT_ALTERNATIVE_NAME), Der.octets(Der.sequence(host, address)));
    }

    /** Says that it may sign, so that it can also serve as its own authority. */
    private static byte[] authority() {
        byte[] yes = Der.of(0x01, new byte[] {(byte) 0xFF});
        return Der.sequence(Der.oid(BASIC_CONSTRAINTS), yes, Der.octets(Der.sequence(yes)));
    }

    private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private byte[] bytes() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            keyStore.store(out, PASSWORD.toCharArray());
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot write the key store", e);
        }
    }

    public PfxOptions forServer() {
        return new PfxOptions().setValue(Buffer.buffer(bytes())).setPassword(PASSWORD);
    }

    public X509Certificate leaf() {
        try {
            return (X509Certificate) keyStore.getCertificate(ALIAS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key store was loaded", e);
        }
    }

    /** SHA-256 of the certificate as Proxmox writes it: "AA:BB:…", 32 bytes. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(leaf().getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(hash).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
