package io.tapedeck.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/** Counts and times every answer, also those that no route gave. Any thread. */
final class Traffic implements HttpHandler {
    /** The line of the table that a request was found to be for; set by the {@link Front}. */
    static final AttachmentKey<Routing.Entry> ENTRY = AttachmentKey.create(Routing.Entry.class);

    private final HttpHandler next;
    private final Metrics metrics;

    Traffic(HttpHandler next, Metrics metrics) {
        this.next = next;
        this.metrics = metrics;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        long startNanos = System.nanoTime();
        exchange.addExchangeCompleteListener((done, following) -> {
            metrics.answered(done.getAttachment(ENTRY), done.getStatusCode(), System.nanoTime() - startNanos);
            following.proceed();
        });
        next.handleRequest(exchange);
    }
}
