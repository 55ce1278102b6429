package io.tapedeck.server;

import io.tapedeck.server.Routing.Match;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A question that one route asks another of the same server, in the name of its own client and within its deadline: the answer stays
 * in memory. One thread.
 */
final class InnerCall extends Call {
    private final Call outer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(4 << 10);

    private InnerCall(Call outer, Match match, Params params) {
        super(match, params, Format.JSON, outer.deadline(), Set.of());
        this.outer = outer;
    }

    /**
     * Asks a route that reads.
     *
     * @param outer the call that asks
     * @param routing all routes
     * @param path the route's path
     * @param parameters its parameters
     * @return the JSON that it answers
     * @throws RuntimeException whatever the route refuses with, see {@link ProblemTable}
     */
    static byte[] ask(Call outer, Routing routing, String path, Map<String, String> parameters) throws IOException {
        Match match = routing.match("GET", path);
        InnerCall call =
                new InnerCall(outer, match, Params.of(parameters, match.entry().parameters()));
        match.entry().route().answer(call);
        return call.body.toByteArray();
    }

    @Override
    boolean isHead() {
        return false;
    }

    @Override
    boolean isPost() {
        return false;
    }

    @Override
    String scheme() {
        return outer.scheme();
    }

    @Override
    public String header(String name) {
        return null;
    }

    @Override
    String address() {
        return outer.address();
    }

    @Override
    public InputStream body() {
        return InputStream.nullInputStream();
    }

    @Override
    BooleanSupplier clientGone() {
        return outer.clientGone();
    }

    @Override
    Call setHeader(String name, String value) {
        return this; // who reads JSON finds all in it
    }

    @Override
    void end(int status) {
        // no body, and no status but a good one: routes refuse by throwing
    }

    @Override
    void send(int status, String contentType, byte[] bytes) {
        body.writeBytes(bytes);
    }

    @Override
    OutputStream stream(int status, String contentType) {
        return body;
    }

    @Override
    void take(String contentType, Consumer<HttpServerExchange> start) {
        throw new UnsupportedOperationException("a live stream has no place inside of another answer");
    }

    @Override
    void upgrade(String protocol, HttpUpgradeListener next) {
        throw new UnsupportedOperationException("another protocol has no place inside of another answer");
    }

    @Override
    ProblemException refusal(Access access) {
        return outer.refusal(access);
    }

    @Override
    Executor worker() {
        return outer.worker();
    }
}
