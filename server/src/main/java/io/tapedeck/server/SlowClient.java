package io.tapedeck.server;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Cuts the connection of a client with which an exchange does not end in time: one that does not read a small answer, or goes
 * on sending a body that was refused. Answers that a worker writes are watched by the time each write takes instead.
 * Stateless; any thread.
 */
final class SlowClient {
    /** How long a client may take to read a small answer. */
    static final int READING_SECONDS = 60;

    /** How long a client may go on sending a body that was refused. */
    static final int NOTICING_SECONDS = 10;

    private SlowClient() {}

    static void cutAfter(int seconds, HttpServerExchange exchange) {
        XnioExecutor.Key cut;
        try {
            cut = exchange.getIoThread()
                    .executeAfter(() -> IoUtils.safeClose(exchange.getConnection()), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            return; // the server stops, and cuts all its connections
        }
        exchange.addExchangeCompleteListener(
                (HttpServerExchange done, ExchangeCompletionListener.NextListener next) -> {
                    cut.remove();
                    next.proceed();
                });
    }
}
