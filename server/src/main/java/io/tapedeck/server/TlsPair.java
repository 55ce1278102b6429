package io.tapedeck.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate with its chain and its private key, read from files and checked: within its time, and the key is the
 * certificate's. Immutable; any thread.
 */
final class TlsPair {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPair.class);

    private final X509ExtendedKeyManager keys;
    private final String fingerprint;

    private TlsPair(X509ExtendedKeyManager keys, String fingerprint) {
        this.keys = keys;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads a pair.
     *
     * @throws ServerException BAD_SETTING where a file cannot be read, the certificate is not valid now, or the key is another's
     */
    static TlsPair read(TlsFiles files) {
        List<X509Certificate> chain = chain(files.certificate());
        X509Certificate own = chain.get(0);
        checkTime(files.certificate(), own);
        PrivateKey key = PemKey.of(
                files.key(), text("key", files.key()), own.getPublicKey().getAlgorithm());
        checkSame(files, key, own.getPublicKey());
        try {
            if (SecretFile.isReadByOthers(files.key())) {
                LOG.warn("{} may be read by other users: chmod 600 {}", files.key(), files.key());
            }
            return new TlsPair(
                    keys(key, chain), HexFormat.of().formatHex(Sha256.digest().digest(own.getEncoded())));
        } catch (GeneralSecurityException | IOException e) {
            throw wrong("certificate " + files.certificate() + " cannot be used: " + e.getMessage());
        }
    }

    private static String text(String what, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw wrong(what + " " + file + " cannot be read: " + FailureWords.of(e));
        }
    }

    private static List<X509Certificate> chain(Path file) {
        byte[] pem = text("certificate", file).getBytes(StandardCharsets.ISO_8859_1);
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw wrong("certificate " + file + " cannot be read as PEM: expected -----BEGIN CERTIFICATE-----");
        }
        throw wrong("certificate " + file + " is empty: expected -----BEGIN CERTIFICATE-----");
    }

    private static void checkTime(Path file, X509Certificate own) {
        try {
            own.checkValidity();
        } catch (CertificateExpiredException e) {
            throw wrong("certificate " + file + " has expired at "
                    + own.getNotAfter().toInstant() + ": renew it");
        } catch (CertificateNotYetValidException e) {
            throw wrong("certificate " + file + " is valid from "
                    + own.getNotBefore().toInstant() + " on: look at the clock of this machine");
        }
    }

    /** Signs something with the one and looks at it with the other. */
    private static void checkSame(TlsFiles files, PrivateKey key, PublicKey certified) {
        boolean same;
        try {
            String algorithm = switch (certified.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> certified.getAlgorithm();
            };
            byte[] something = SecretFile.randomHex(16);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(something);
            byte[] signature = signing.sign();
            signing.initVerify(certified);
            signing.update(something);
            same = signing.verify(signature);
        } catch (GeneralSecurityException e) {
            same = false;
        }
        if (!same) {
            throw wrong("key " + files.key() + " is not the key of certificate " + files.certificate()
                    + ": expected the pair that was made together, and the server's own certificate first in its file");
        }
    }

    private static X509ExtendedKeyManager keys(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        char[] none = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        store.setKeyEntry("tapedeck", key, none, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance("SunX509"); // keeps the pair; the default would copy it each time
        factory.init(store, none);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                return keys;
            }
        }
        throw new GeneralSecurityException("this Java has no manager for keys of X.509");
    }

    X509ExtendedKeyManager keys() {
        return keys;
    }

    /** The SHA-256 of the server's certificate, in hexadecimal digits. */
    String fingerprint() {
        return fingerprint;
    }

    private static ServerException wrong(String words) {
        return new ServerException(ServerException.Code.BAD_SETTING, "TLS " + words, null);
    }
}
