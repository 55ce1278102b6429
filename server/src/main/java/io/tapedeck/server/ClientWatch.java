package io.tapedeck.server;

import io.undertow.server.ServerConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether a client has closed its connection while its answer is made. Undertow does not read a connection meanwhile, and
 * so does not hear of it; the kernel's table of connections says so. Where there is no such table, nobody ever seems gone. One
 * thread at a time.
 */
final class ClientWatch {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String localPort;
    private final String peerPort;
    private long lastLook = System.nanoTime();
    private boolean gone;

    ClientWatch(int localPort, int peerPort) {
        this.localPort = hex(localPort);
        this.peerPort = hex(peerPort);
    }

    static ClientWatch of(ServerConnection connection) {
        return new ClientWatch(
                connection.getLocalAddress(InetSocketAddress.class).getPort(),
                connection.getPeerAddress(InetSocketAddress.class).getPort());
    }

    private static String hex(int port) {
        return String.format(Locale.ROOT, ":%04X", port);
    }

    /** Looks anew if the last look was not just now. */
    boolean isGone() {
        long now = System.nanoTime();
        if (!gone && now - lastLook > LOOK_NANOS) {
            lastLook = now;
            gone = !isEstablished();
        }
        return gone;
    }

    private boolean isEstablished() {
        boolean looked = false;
        for (Path table : TABLES) {
            try {
                if (hasConnection(Files.readAllLines(table, StandardCharsets.US_ASCII))) {
                    return true;
                }
                looked = true;
            } catch (IOException e) {
                // a kernel without this table
            }
        }
        return !looked;
    }

    /** Two clients on several machines can have the same port: then one that is gone is taken to be there. */
    private boolean hasConnection(List<String> table) {
        for (String line : table) {
            String[] columns = line.strip().split(" +", 5); // number, local address, remote address, state
            if (columns.length == 5
                    && columns[1].endsWith(localPort)
                    && columns[2].endsWith(peerPort)
                    && columns[3].equals(ESTABLISHED)) {
                return true;
            }
        }
        return false;
    }
}
