package io.tapedeck.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many connections are answered. One past the bound is told so at its first request and ended, so that who has
 * come before goes on. Those that have not asked anything yet do not count: they are cut when they take too long. Any thread.
 */
final class Crowd {
    private static final AttachmentKey<Boolean> IN = AttachmentKey.create(Boolean.class);

    private final int max;
    private final AtomicInteger inside = new AtomicInteger();

    Crowd(int max) {
        this.max = max;
    }

    /** Whether the request's connection is one of those that are answered; if not, it ends with this answer. */
    boolean admits(HttpServerExchange exchange) {
        ServerConnection connection = exchange.getConnection();
        if (connection.getAttachment(IN) != null) {
            return true;
        }
        if (inside.incrementAndGet() > max) {
            inside.decrementAndGet();
            exchange.setPersistent(false);
            return false;
        }
        connection.putAttachment(IN, Boolean.TRUE);
        connection.addCloseListener(closed -> inside.decrementAndGet());
        return true;
    }

    static ProblemException refusal() {
        return new ProblemException(
                        503,
                        "too_many_connections",
                        "too many connections are open: close some, or send more requests over each")
                .withRetryAfter(1);
    }
}
