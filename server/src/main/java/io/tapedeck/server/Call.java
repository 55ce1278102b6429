package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.Routing.Match;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * One request and the way to its answer. A route sends exactly one answer through it: whole by {@link #send}, {@link #json}
 * or {@link #end}, or as a stream by {@link #stream}. It belongs to the thread that answers.
 */
abstract class Call implements Incoming {
    private final Match match;
    private final Params params;
    private final Format format;
    private final Deadline deadline;
    private final Set<Scope> scopes;

    Call(Match match, Params params, Format format, Deadline deadline, Set<Scope> scopes) {
        this.match = match;
        this.params = params;
        this.format = format;
        this.deadline = deadline;
        this.scopes = scopes;
    }

    /** Whether only the head of the answer is wanted: what is sent as its body is left out. */
    abstract boolean isHead();

    abstract boolean isPost();

    /** Whether it came with a token that may do everything. */
    final boolean isByAdmin() {
        return scopes.contains(Scope.ADMIN);
    }

    /** {@code http}, or {@code https} where this server itself speaks TLS. */
    abstract String scheme();

    /** A request's header, or null; of several the first. */
    @Override
    public abstract String header(String name);

    /** The route that was found: its method and its path, in which parts in braces stand for any one part. */
    final String routeName() {
        return match.entry().method() + ' ' + match.entry().path();
    }

    /** The path with the query string, as they were sent. */
    abstract String address();

    /** What stands for {@code {name}} in the route's path, decoded. */
    final String pathValue(String name) {
        return match.pathValues().get(name);
    }

    /** The query parameters. */
    final Params params() {
        return params;
    }

    /** The shape of the answer: by the parameter {@code format}, the path's ending, or {@code Accept}, in this order. */
    final Format format() {
        return format;
    }

    /** By when to answer: 10 s after the request's headers were read. */
    @Override
    public final Deadline deadline() {
        return deadline;
    }

    /** How times are to be printed, by the parameter {@code time}. */
    final Times.Style time() {
        return params.choice("time", Times.Style.class, Times.Style.ISO);
    }

    /** How decimals are to be printed, by the parameter {@code numbers}. */
    final TickText.Numbers numbers() {
        return params.choice("numbers", TickText.Numbers.class, TickText.Numbers.JSON);
    }

    /**
     * The body as it was sent, possibly compressed. One past the server's bound on bodies throws a {@link ProblemException},
     * here where its length is known and while it is read otherwise.
     */
    @Override
    public abstract InputStream body();

    /** Tells whether the client has closed its connection, which is looked up now and then while it waits. */
    abstract BooleanSupplier clientGone();

    /** Sets a header of the answer. */
    abstract Call setHeader(String name, String value);

    /** Sends an answer without a body, such as 204. */
    abstract void end(int status);

    /** Sends a whole answer. */
    abstract void send(int status, String contentType, byte[] body);

    /** Sends one JSON value, made in memory first, so that a failure while it is made is still a clean error. */
    final void json(int status, Consumer<JsonGenerator> value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = Json.generator(bytes)) {
            value.accept(json);
        }
        json(status, bytes.toByteArray());
    }

    /** Sends one JSON value that is written already. */
    final void json(int status, byte[] compact) {
        send(status, Format.JSON.contentType(), params.flag("pretty") ? PrettyJson.of(compact) : compact);
    }

    /** Begins an answer whose body follows; closing the stream ends the answer, so a body cut short must not be closed. */
    abstract OutputStream stream(int status, String contentType);

    /**
     * Hands the answer over to the connection's IO thread, which writes its body on and on and ends it.
     *
     * @param start begins with it, on the IO thread; what it throws breaks the connection
     */
    abstract void take(String contentType, Consumer<HttpServerExchange> start);

    /** Hands the connection over to another protocol, once the client was told so. */
    abstract void upgrade(String protocol, HttpUpgradeListener next);

    /** Why this client would be refused by a route with another access, or null. */
    abstract ProblemException refusal(Access access);

    /** The workers of the route: for what comes later over the same connection. */
    abstract Executor worker();
}
