package io.tapedeck.server;

import io.tapedeck.query.QueryConfig;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.server.Workers.Pool;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** The HTTP interface of one data directory. It owns its sockets and threads, not what it serves. Any thread. */
public final class HttpServer implements AutoCloseable {
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long CLOSE_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PORT_TRIES = 5;
    private static final long WARM_AFTER_MILLIS = 2_000;

    private final Workers workers = new Workers();
    private final Door door;
    private final Tls tls; // null for plain HTTP
    private final ChangedFiles files = new ChangedFiles();
    private final Front front;
    private final Undertow undertow;
    private final URI address;
    private final Runnable beforeClose;
    private final Runnable onClose;
    private boolean closed;

    /** A server without tokens. */
    HttpServer(Routing routing, ServerConfig config, Metrics metrics, Runnable onClose) {
        this(routing, config, Door.open(config), Tls.of(config.tls()), metrics, () -> {}, onClose);
    }

    private HttpServer(
            Routing routing,
            ServerConfig config,
            Door door,
            Tls tls,
            Metrics metrics,
            Runnable beforeClose,
            Runnable onClose) {
        this.door = door;
        this.tls = tls;
        this.beforeClose = beforeClose;
        this.onClose = onClose;
        front = new Front(door, routing, workers, config.maxBodyBytes());
        List<InetAddress> addresses = Addresses.of(config.host());
        try {
            Bound bound = bind(addresses, config, tls, new Traffic(front, metrics));
            undertow = bound.undertow();
            address = Addresses.uri(scheme(config), addresses.get(0), bound.port());
            // Behind what is printed and done at the start, and before most first requests.
            CompletableFuture.delayedExecutor(WARM_AFTER_MILLIS, TimeUnit.MILLISECONDS, workers.of(Pool.GENERAL))
                    .execute(metrics::warm);
        } catch (RuntimeException e) {
            workers.close();
            throw e;
        }
    }

    /** A server that listens, and where. */
    private record Bound(Undertow undertow, int port) {}

    private static Bound bind(List<InetAddress> addresses, ServerConfig config, Tls tls, HttpHandler handler) {
        if (config.port() != 0) {
            return new Bound(listen(addresses, config.port(), tls, handler), config.port());
        }
        for (int i = 1; ; i++) {
            int port = Addresses.freePort(addresses);
            try {
                return new Bound(listen(addresses, port, tls, handler), port);
            } catch (ServerException e) {
                if (i == PORT_TRIES) { // somebody was quicker each time
                    throw e;
                }
            }
        }
    }

    private static Undertow listen(List<InetAddress> addresses, int port, Tls tls, HttpHandler handler) {
        Undertow server = Listening.on(addresses, port, tls, handler);
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.stop();
            throw refused(Addresses.uri(tls == null ? "http" : "https", addresses.get(0), port), e);
        }
    }

    private static ServerException refused(URI uri, RuntimeException thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        boolean taken = cause instanceof BindException
                && String.valueOf(cause.getMessage()).contains("in use");
        return new ServerException(
                ServerException.Code.ADDRESS,
                taken ? taken(uri) : "cannot listen on " + uri + ": " + cause.getMessage(),
                thrown);
    }

    /**
     * Looks whether the port is free, without keeping it.
     *
     * @param config the host and the port
     * @throws ServerException ADDRESS when it is taken: the message names its owner where it can be known
     */
    public static void checkPort(ServerConfig config) {
        List<InetAddress> addresses = Addresses.of(config.host());
        for (InetAddress address : addresses) {
            if (!Addresses.isFree(address, config.port())) {
                throw new ServerException(
                        ServerException.Code.ADDRESS,
                        taken(Addresses.uri(scheme(config), addresses.get(0), config.port())),
                        null);
            }
        }
    }

    private static String scheme(ServerConfig config) {
        return config.tls() == null ? "http" : "https";
    }

    /**
     * Looks whether the files that a configuration names can be used: those of tokens and of TLS.
     *
     * @param config how it is to be served
     * @throws ServerException BAD_SETTING
     */
    public static void checkFiles(ServerConfig config) {
        Tls.of(config.tls());
        if (config.door().tokenFile() != null) {
            TokenFile.read(config.door().tokenFile());
        }
    }

    private static String taken(URI address) {
        return "port " + address.getPort() + " is taken by " + PortOwner.words(address)
                + ": stop it, or choose another with --port (0 picks a free one)";
    }

    /**
     * Serves an open deck.
     *
     * @param deck the deck, not closed here
     * @param config how
     * @return the running server
     * @throws ServerException ADDRESS when the port is taken: the message names its owner where it can be known;
     *     BAD_SETTING when the file of tokens is wrong
     */
    public static HttpServer start(Tapedeck deck, ServerConfig config) {
        return serve(deck, config, null, UnaryOperator.identity());
    }

    /**
     * Serves an open deck, and lets who can read the key in its directory ask this process to end.
     *
     * @param deck the deck, not closed here
     * @param config how
     * @param onStop called, perhaps more than once and by any thread, when somebody asked; it returns at once, and what it
     *     sets off closes this server and then the deck
     * @return the running server
     * @throws ServerException ADDRESS when the port is taken, IO when the key cannot be written, BAD_SETTING as above
     */
    public static HttpServer start(Tapedeck deck, ServerConfig config, Runnable onStop) {
        StopKey key = deck.ownership().offerStop();
        return serve(deck, config, key, routing -> Site.withStop(routing, key, onStop));
    }

    private static HttpServer serve(Tapedeck deck, ServerConfig config, StopKey key, UnaryOperator<Routing> more) {
        Tls tls = Tls.of(config.tls());
        DeckHealth health = new DeckHealth(deck);
        Metrics metrics = new Metrics(figures -> DeckFigures.add(figures, deck, health));
        HttpServer server = new HttpServer(
                more.apply(Site.of(deck, config, health, metrics)),
                config,
                Door.of(config, deck.directory(), key),
                tls,
                metrics,
                () -> {
                    deck.endAlerts();
                    deck.streams().endAll(Bye.CLOSING);
                },
                () -> deck.ownership().announce(null, null));
        try {
            Runnable announce = () ->
                    deck.ownership().announce(server.address().toString(), tls == null ? null : tls.fingerprint());
            announce.run();
            server.watchFiles(announce);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Serves a tape alone, for reading.
     *
     * @param data the data directory, which another process may own
     * @param config how
     * @return the running server
     * @throws ServerException ADDRESS, BAD_SETTING, or WRONG_TAPE where there is no tape
     */
    public static HttpServer startReadOnly(Path data, ServerConfig config) {
        DataDirectory directory = new DataDirectory(data.toAbsolutePath().normalize());
        TapeMark mark = TapeMark.read(directory.tape());
        if (mark == null) {
            throw new ServerException(
                    ServerException.Code.WRONG_TAPE,
                    "there is no tape in " + directory.path() + ": give the directory that a Tapedeck records into",
                    null);
        }
        QueryEngine engine = QueryEngine.openTape(directory.tape(), QueryConfig.defaults());
        try {
            Health health = new TapeHealth(directory, mark, engine);
            Metrics metrics = new Metrics(figures -> DeckFigures.reading(figures, engine, health));
            Door door = Door.of(config, directory, null);
            HttpServer server = new HttpServer(
                    Site.ofTape(engine, directory, mark, config, health, metrics),
                    config,
                    door,
                    Tls.of(config.tls()),
                    metrics,
                    () -> {},
                    engine::close);
            server.watchFiles(() -> {});
            return server;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** Reads the files of tokens and of TLS again when they change. */
    private void watchFiles(Runnable announceCertificate) {
        if (door.tokenFile() != null) {
            files.on(List.of(door.tokenFile()), door::reload);
        }
        if (urlTokenFile() != null) {
            files.on(List.of(urlTokenFile()), door.address()::reload);
        }
        if (tls != null) {
            files.on(List.of(tls.files().certificate(), tls.files().key()), () -> {
                tls.reload();
                announceCertificate.run();
            });
        }
        files.start();
    }

    /**
     * Where it answers.
     *
     * @return for example {@code http://127.0.0.1:8000}
     */
    public URI address() {
        return address;
    }

    /**
     * Where the tokens are that it asks for.
     *
     * @return their file, or null where it asks for none
     */
    public Path tokenFile() {
        return door.tokenFile();
    }

    /**
     * Where the secret part of the address for assistants is kept.
     *
     * @return its file, or null where it was given, or there is no such address
     */
    public Path urlTokenFile() {
        return door.address().file();
    }

    /** Takes no new request, lets the running ones and all streams end within three seconds, and lets go of the port. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        files.close();
        front.beginClosing();
        workers.endReplays();
        long startNanos = System.nanoTime();
        do {
            beforeClose.run(); // again, for a stream that was just beginning
        } while (!front.awaitIdle(CLOSE_LOOK_NANOS) && System.nanoTime() - startNanos < CLOSE_NANOS);
        undertow.stop();
        workers.close();
        onClose.run();
    }
}
