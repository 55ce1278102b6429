package io.tapedeck.server;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the pair is that a server speaks TLS with.
 *
 * @param certificate PEM: the server's certificate, then those that lead to its authority
 * @param key PEM: the private key of the first of them
 */
public record TlsFiles(Path certificate, Path key) {
    /**
     * Both are needed.
     *
     * @param certificate PEM: the server's certificate, then those that lead to its authority
     * @param key PEM: the private key of the first of them
     */
    public TlsFiles {
        Objects.requireNonNull(certificate);
        Objects.requireNonNull(key);
    }
}
