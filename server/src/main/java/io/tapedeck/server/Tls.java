package io.tapedeck.server;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * How a server speaks TLS: 1.3, and 1.2 with the suites that have forward secrecy and authenticated encryption. Its pair is read
 * again when asked, and is then shown to whoever connects next; connections that stand keep theirs. Any thread.
 */
final class Tls {
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final TlsFiles files;
    private final SSLContext context;
    private volatile TlsPair pair;

    private Tls(TlsFiles files) {
        this.files = files;
        pair = TlsPair.read(files);
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Current()}, null, null);
        } catch (GeneralSecurityException e) {
            throw new ServerException(
                    ServerException.Code.BAD_SETTING, "this Java cannot speak TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what a server is to speak TLS with.
     *
     * @param files the pair, or null
     * @return null where that is null
     * @throws ServerException BAD_SETTING
     */
    static Tls of(TlsFiles files) {
        return files == null ? null : new Tls(files);
    }

    TlsFiles files() {
        return files;
    }

    /** Reads the pair again; where it is wrong, the old one stays. */
    void reload() {
        pair = TlsPair.read(files);
    }

    SSLContext context() {
        return context;
    }

    /** The SHA-256 of the certificate that is shown now. */
    String fingerprint() {
        return pair.fingerprint();
    }

    /** The suites to offer. */
    List<String> suites() {
        return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.startsWith("TLS_AES_")
                        || suite.startsWith("TLS_CHACHA20_")
                        || suite.startsWith("TLS_ECDHE_") && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")))
                .toList();
    }

    /** The keys of the pair that is the latest. */
    private final class Current extends X509ExtendedKeyManager {
        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return pair.keys().getClientAliases(type, issuers);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return pair.keys().chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return pair.keys().getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return pair.keys().chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return pair.keys().chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return pair.keys().getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return pair.keys().getPrivateKey(alias);
        }
    }
}
