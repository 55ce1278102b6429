package io.tapedeck.server;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingReadTimeoutHandler;
import io.undertow.server.handlers.BlockingWriteTimeoutHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.xnio.Options;
import org.xnio.Sequence;

/** Sets Undertow up: the one place where its options are, each with its reason. Stateless. */
final class Listening {
    private static final int IO_THREADS = 2;
    /** Past those that are answered, so that the next ones are told why they are not. */
    private static final int MAX_CONNECTIONS = Front.MAX_CONNECTIONS + 128;

    /** Past those that are answered, so that what is a little too large is told so: from here on there is a bare 400. */
    private static final int MAX_HEADER_BYTES = 2 * HeaderLimit.MAX_BYTES;

    /** How long a client may neither send nor take a byte before a worker stops waiting for it. */
    private static final Duration STALL = Duration.ofSeconds(30);

    private Listening() {}

    static Undertow on(List<InetAddress> addresses, int port, Tls tls, HttpHandler front) {
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(IO_THREADS)
                .setWorkerThreads(2) // Undertow's own errands; requests have workers of ours
                .setHandler(patient(front));
        for (InetAddress address : addresses) {
            if (tls == null) {
                builder.addHttpListener(port, address.getHostAddress());
            } else {
                builder.addHttpsListener(port, address.getHostAddress(), tls.context());
            }
        }
        if (tls != null) {
            builder.setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(Tls.PROTOCOLS));
            builder.setSocketOption(Options.SSL_ENABLED_CIPHER_SUITES, Sequence.of(tls.suites()));
        }
        // A million connections otherwise.
        builder.setWorkerOption(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS);
        builder.setWorkerOption(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS);
        builder.setSocketOption(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS);
        builder.setSocketOption(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS);
        // BoundedBody bounds bodies: this bound would break the connection instead of answering.
        builder.setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L);
        builder.setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES);
        // Off by default: a client could send a byte of its headers a minute.
        builder.setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000);
        builder.setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000);
        builder.setServerOption(UndertowOptions.ENABLE_HTTP2, false);
        // Ours tells a bad escape in words, and keeps an escaped slash inside its part of the path.
        builder.setServerOption(UndertowOptions.DECODE_URL, false);
        // Without it stopping may wait for a worker for ever.
        builder.setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 1_000);
        return builder.build();
    }

    /** Bounds how long a worker waits for its client, and asks for a body only when a route reads it. */
    private static HttpHandler patient(HttpHandler front) {
        HttpHandler reading = BlockingReadTimeoutHandler.builder()
                .readTimeout(STALL)
                .nextHandler(front)
                .build();
        HttpHandler writing = BlockingWriteTimeoutHandler.builder()
                .writeTimeout(STALL)
                .nextHandler(reading)
                .build();
        return new HttpContinueReadHandler(writing);
    }
}
