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
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import tools.jackson.core.JsonGenerator;

/**
 * One request and the way to its answer. A route sends exactly one answer through it: whole by {@link #send}, {@link #json}
 * or {@link #end}, or as a stream by {@link #stream}. It belongs to the thread that answers.
 */
final class Call implements Incoming {
    /** The largest answer that waits in memory for its client; there may be one for each connection. */
    private static final int MAX_QUEUED_BYTES = 256 << 10;

    private final HttpServerExchange exchange;
    private final Match match;
    private final Params params;
    private final Format format;
    private final Deadline deadline;
    private final long maxBodyBytes;
    private final Set<Scope> scopes;
    private final Origin front;

    /** Where a call came in. */
    interface Origin {
        /** Refuses what has not come with the right to a route with this access. */
        void admit(Access access);

        /** The workers of the call's route. */
        Executor worker();
    }

    Call(
            HttpServerExchange exchange,
            Match match,
            Params params,
            Format format,
            Deadline deadline,
            long maxBodyBytes,
            Set<Scope> scopes,
            Origin front) {
        this.exchange = exchange;
        this.match = match;
        this.params = params;
        this.format = format;
        this.deadline = deadline;
        this.maxBodyBytes = maxBodyBytes;
        this.scopes = scopes;
        this.front = front;
    }

    /** Whether only the head of the answer is wanted: what is sent as its body is left out. */
    boolean isHead() {
        return exchange.getRequestMethod().equals(Methods.HEAD);
    }

    boolean isPost() {
        return exchange.getRequestMethod().equals(Methods.POST);
    }

    /** Whether it came with a token that may do everything. */
    boolean isByAdmin() {
        return scopes.contains(Scope.ADMIN);
    }

    /** {@code http}, or {@code https} where this server itself speaks TLS. */
    String scheme() {
        return exchange.getRequestScheme();
    }

    /** A request's header, or null; of several the first. */
    @Override
    public String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** The path with the query string, as they were sent. */
    String address() {
        String query = exchange.getQueryString();
        return query.isEmpty() ? exchange.getRequestPath() : exchange.getRequestPath() + '?' + query;
    }

    /** What stands for {@code {name}} in the route's path, decoded. */
    String pathValue(String name) {
        return match.pathValues().get(name);
    }

    /** The query parameters. */
    Params params() {
        return params;
    }

    /** The shape of the answer: by the parameter {@code format}, the path's ending, or {@code Accept}, in this order. */
    Format format() {
        return format;
    }

    /** By when to answer: 10 s after the request's headers were read. */
    @Override
    public Deadline deadline() {
        return deadline;
    }

    /** How times are to be printed, by the parameter {@code time}. */
    Times.Style time() {
        return params.choice("time", Times.Style.class, Times.Style.ISO);
    }

    /** How decimals are to be printed, by the parameter {@code numbers}. */
    TickText.Numbers numbers() {
        return params.choice("numbers", TickText.Numbers.class, TickText.Numbers.JSON);
    }

    /**
     * The body as it was sent, possibly compressed. One past the server's bound on bodies throws a {@link ProblemException},
     * here where its length is known and while it is read otherwise.
     */
    @Override
    public InputStream body() {
        if (exchange.getRequestContentLength() > maxBodyBytes) {
            throw BoundedBody.tooLarge(maxBodyBytes);
        }
        startBlocking();
        return new BoundedBody(exchange.getInputStream(), maxBodyBytes, System::nanoTime);
    }

    /** Tells whether the client has closed its connection, which is looked up now and then while it waits. */
    BooleanSupplier clientGone() {
        ClientWatch watch = ClientWatch.of(exchange.getConnection());
        return watch::isGone;
    }

    /** Sets a header of the answer. */
    Call setHeader(String name, String value) {
        exchange.getResponseHeaders().put(new HttpString(name), value);
        return this;
    }

    /** Sends an answer without a body, such as 204. */
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
    void send(int status, String contentType, byte[] body) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        ByteBuffer bytes = ByteBuffer.wrap(body);
        if (exchange.isInIoThread()) {
            sendFromIoThread(bytes);
        } else if (match.entry().pool() == Pool.GENERAL && body.length > MAX_QUEUED_BYTES) {
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

    /** Sends one JSON value, made in memory first, so that a failure while it is made is still a clean error. */
    void json(int status, Consumer<JsonGenerator> value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = Json.generator(bytes)) {
            value.accept(json);
        }
        json(status, bytes.toByteArray());
    }

    /** Sends one JSON value that is written already. */
    void json(int status, byte[] compact) {
        send(status, Format.JSON.contentType(), params.flag("pretty") ? PrettyJson.of(compact) : compact);
    }

    /** Begins an answer whose body follows; closing the stream ends the answer, so a body cut short must not be closed. */
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

    /**
     * Hands the answer over to the connection's IO thread, which writes its body on and on and ends it.
     *
     * @param start begins with it, on the IO thread; what it throws breaks the connection
     */
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

    /** Hands the connection over to another protocol, once the client was told so. */
    void upgrade(String protocol, HttpUpgradeListener next) {
        exchange.upgradeChannel(protocol, next);
        exchange.dispatch(exchange.getIoThread(), (Runnable) exchange::endExchange);
    }

    /** Why this client would be refused by a route with another access, or null. */
    ProblemException refusal(Access access) {
        try {
            front.admit(access);
            return null;
        } catch (ProblemException e) {
            return e;
        }
    }

    /** The workers of the route: for what comes later over the same connection. */
    Executor worker() {
        return front.worker();
    }

    private void startBlocking() {
        if (!exchange.isBlocking()) {
            exchange.startBlocking();
        }
    }
}
