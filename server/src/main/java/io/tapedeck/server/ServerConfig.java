package io.tapedeck.server;

import java.net.InetAddress;

/**
 * How the HTTP interface is offered.
 *
 * @param host the address to bind; {@code localhost} binds 127.0.0.1 and ::1
 * @param port the port, or 0 for a free one
 * @param maxBodyBytes the greatest request body after decompression
 * @param door who may come in
 * @param tls what it speaks TLS with, or null for plain HTTP
 */
public record ServerConfig(String host, int port, long maxBodyBytes, DoorConfig door, TlsFiles tls) {
    /**
     * Without TLS.
     *
     * @param host the address to bind
     * @param port the port, or 0 for a free one
     * @param maxBodyBytes the greatest request body after decompression
     * @param door who may come in
     */
    public ServerConfig(String host, int port, long maxBodyBytes, DoorConfig door) {
        this(host, port, maxBodyBytes, door, null);
    }

    /**
     * Without tokens of its own choosing.
     *
     * @param host the address to bind
     * @param port the port, or 0 for a free one
     * @param maxBodyBytes the greatest request body after decompression
     */
    public ServerConfig(String host, int port, long maxBodyBytes) {
        this(host, port, maxBodyBytes, DoorConfig.OPEN);
    }

    /**
     * The defaults: localhost, port 8000, 64 MiB.
     *
     * @return the configuration
     */
    public static ServerConfig defaults() {
        return new ServerConfig("localhost", 8000, 64L << 20);
    }

    /**
     * A copy with another door.
     *
     * @param door who may come in
     * @return the copy
     */
    public ServerConfig withDoor(DoorConfig door) {
        return new ServerConfig(host, port, maxBodyBytes, door, tls);
    }

    /**
     * A copy that speaks TLS, or not.
     *
     * @param tls what with, or null
     * @return the copy
     */
    public ServerConfig withTls(TlsFiles tls) {
        return new ServerConfig(host, port, maxBodyBytes, door, tls);
    }

    /**
     * Whether others than the programs of this machine can reach it, directly or by its public address.
     *
     * @return whether they can
     * @throws ServerException ADDRESS where the host is not known
     */
    public boolean isReachedByOthers() {
        return door.publicUrl() != null || !isLoopback();
    }

    /**
     * Whether it binds addresses of this machine's loopback alone.
     *
     * @return whether it does
     * @throws ServerException ADDRESS where the host is not known
     */
    public boolean isLoopback() {
        return Addresses.of(host).stream().allMatch(InetAddress::isLoopbackAddress);
    }
}
