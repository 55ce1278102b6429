package io.tapedeck.server;

/**
 * How the HTTP interface is offered.
 *
 * @param host the address to bind; {@code localhost} binds 127.0.0.1 and ::1
 * @param port the port, or 0 for a free one
 * @param maxBodyBytes the greatest request body after decompression
 */
public record ServerConfig(String host, int port, long maxBodyBytes) {
    /**
     * The defaults: localhost, port 8000, 64 MiB.
     *
     * @return the configuration
     */
    public static ServerConfig defaults() {
        return new ServerConfig("localhost", 8000, 64L << 20);
    }
}
