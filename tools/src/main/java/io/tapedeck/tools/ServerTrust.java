package io.tapedeck.tools;

import io.tapedeck.server.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which servers to talk TLS with, besides those that Java trusts by itself. Stateless. */
final class ServerTrust {
    private ServerTrust() {}

    /**
     * The one server that shows a certificate, whatever its name and age: it is known from a file that only who owns a data
     * directory writes.
     *
     * @param sha256 the certificate's SHA-256 in hexadecimal digits
     */
    static SSLContext certificate(String sha256) {
        return context(new TrustManager[] {new Pinned(sha256.toLowerCase(Locale.ROOT))});
    }

    /**
     * Servers whose certificate leads to one of a file, or is one of them, and has the name that they are asked by.
     *
     * @param file PEM
     * @throws CommandException usage, where the file has no certificate
     */
    static SSLContext authorities(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + store.size(), one);
            }
            if (store.size() == 0) {
                throw CommandException.usage("--tls-ca " + file + " is empty: expected certificates in PEM");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return context(factory.getTrustManagers());
        } catch (IOException | GeneralSecurityException e) {
            throw CommandException.usage(
                    "--tls-ca " + file + ": " + ErrorLine.of(e) + "; expected certificates in PEM");
        }
    }

    private static SSLContext context(TrustManager[] trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw CommandException.failed("this Java cannot speak TLS: " + ErrorLine.of(e));
        }
    }

    /** Trusts one certificate. As an extended manager it is also asked about names, and Java asks nobody else. */
    private static final class Pinned extends X509ExtendedTrustManager {
        private final String sha256;

        Pinned(String sha256) {
            this.sha256 = sha256;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (!Sha256.hex(Sha256.digest().digest(chain[0].getEncoded())).equals(sha256)) {
                throw new CertificateException("the server shows another certificate than the owner of the directory");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw notAsked();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw notAsked();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw notAsked();
        }

        private static CertificateException notAsked() {
            return new CertificateException("this is a client, which has no clients");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
