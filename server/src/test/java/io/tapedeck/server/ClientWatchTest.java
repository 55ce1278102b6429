package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Goal: it is noticed that a client has closed its connection, and only then. */
class ClientWatchTest {
    private static final long LONGER_THAN_A_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    @Test
    void seesAClientGo() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "only Linux lists its connections");
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket accepted = listening.accept()) {
            ClientWatch watch = new ClientWatch(accepted.getLocalPort(), accepted.getPort());
            for (int look = 0; look < 3; look++) {
                LockSupport.parkNanos(LONGER_THAN_A_LOOK_NANOS);
                assertThat(watch.isGone()).isFalse();
            }
            client.shutdownOutput(); // what closing sends too
            Await.until("the client's end", watch::isGone);
        }
    }
}
