package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.Routing.Match;
import io.tapedeck.server.Workers.Pool;
import io.undertow.io.AsyncSenderImpl;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/** A call that came over HTTP. It belongs to the thread that answers. */
final class HttpCall extends Call {
    /** The largest answer that waits in memory for its client; there may be one for each connection. */
    private static final int MAX_QUEUED_BYTES = 256 << 10;

    private final HttpServerExchange exchange;
    private final Pool pool;
    private final long maxBodyBytes;
    private final Origin front;

    /** Where a call came in. */
    interface Origin {
        /** Refuses what has not come with the right to a route with this access. */
        void admit(Access access);

        /** The workers of the call's route. */
        Executor worker();

        /** Takes a connection that is no longer HTTP's for something that runs until it is closed. */
        void upgraded(StreamConnection connection);
    }

    HttpCall(
            HttpServerExchange exchange,
            Match match,
            Params params,
            Format format,
            Deadline deadline,
            long maxBodyBytes,
            Set<Scope> scopes,
            Origin front) {
        super(match, params, format, deadline, scopes);
        this.exchange = exchange;
        this.pool = match.entry().pool();
        this.maxBodyBytes = maxBodyBytes;
        this.front = front;
    }

    @Override
    boolean isHead() {
        return exchange.getRequestMethod().equals(Methods.HEAD);
    }

    @Override
    boolean isPost() {
        return exchange.getRequestMethod().equals(Methods.POST);
    }

    @Override
    String scheme() {
        return exchange.getRequestScheme();
    }

    @Override
    public String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    @Override
    String address() {
        String query = exchange.getQueryString();
        return query.isEmpty() ? exchange.getRequestPath() : exchange.getRequestPath() + '?' + query;
    }

    @Override
    public InputStream body() {
        if (exchange.getRequestContentLength() > maxBodyBytes) {
            throw BoundedBody.tooLarge(maxBodyBytes);
        }
        startBlocking();
        return new BoundedBody(exchange.getInputStream(), maxBodyBytes, System::nanoTime);
    }

    @Override
    BooleanSupplier clientGone() {
        ClientWatch watch = ClientWatch.of(exchange.getConnection());
        return watch::isGone;
    }

    @Override
    Call setHeader(String name, String value) {
        exchange.getResponseHeaders().put(new HttpString(name), value);
        return this;
    }

    @Override
    void end(int status) {
        exchange.setStatusCode(status);
        if (isHead()) {
            // Undertow takes a body to be in chunks that HEAD alone leaves out, and says so as it sets the answer up.
            // There is
            // none, and Java's own client takes that header for a breach of the rules at 204.
            exchange.getResponseChannel();
            exchange.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
        }
        if (exchange.isInIoThread()) {
            exchange.endExchange();
        } else {
            exchange.dispatch(exchange.getIoThread(), (Runnable) exchange::endExchange);
        }
    }

    /**
     * Sends a whole answer. A worker hands it to the IO thread, which sends it and then reads the connection's next request:
     * where a worker did both, the IO thread had to spin until it was done with the connection's state, and a client that
     * asks again at once was answered 100 times more slowly. But a worker for all else waits until the client has read a
     * large answer, so that only as many of those are in memory as there are workers.
     */
    @Override
    void send(int status, String contentType, byte[] body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        ByteBuffer bytes = ByteBuffer.wrap(body);
        if (exchange.isInIoThread()) {
            sendFromIoThread(bytes);
        } else if (pool == Pool.GENERAL && body.length > MAX_QUEUED_BYTES) {
            startBlocking();
            exchange.getResponseSender().send(bytes);
        } else {
            exchange.dispatch(exchange.getIoThread(), () -> sendFromIoThread(bytes));
        }
    }

    private void sendFromIoThread(ByteBuffer body) {
        // Not the exchange's own, which waits for the client where a body was read by waiting for it.
        new AsyncSenderImpl(exchange).send(body);
        if (!exchange.isComplete()) {
            SlowClient.cutAfter(SlowClient.READING_SECONDS, exchange);
        }
    }

    @Override
    OutputStream stream(int status, String contentType) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        if (isHead()) {
            // An empty stream would claim a length of 0, which GET's answer has not.
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
        }
        startBlocking();
        return exchange.getOutputStream();
    }

    @Override
    void take(String contentType, Consumer<HttpServerExchange> start) {
        exchange.setStatusCode(200);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        exchange.dispatch(exchange.getIoThread(), () -> {
            try {
                start.accept(exchange);
            } catch (RuntimeException | Error e) {
                IoUtils.safeClose(exchange.getConnection());
                throw e;
            }
        });
    }

    @Override
    void upgrade(String protocol, HttpUpgradeListener next) {
        exchange.upgradeChannel(protocol, (connection, done) -> {
            front.upgraded(connection);
            next.handleUpgrade(connection, done);
        });
        exchange.dispatch(exchange.getIoThread(), (Runnable) exchange::endExchange);
    }

    @Override
    ProblemException refusal(Access access) {
        try {
            front.admit(access);
            return null;
        } catch (ProblemException e) {
            return e;
        }
    }

    @Override
    Executor worker() {
        return front.worker();
    }

    private void startBlocking() {
        if (!exchange.isBlocking()) {
            exchange.startBlocking();
        }
    }
}
