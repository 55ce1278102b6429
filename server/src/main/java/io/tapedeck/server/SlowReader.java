package io.tapedeck.server;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Cuts the connection of a client that does not read a small answer within a minute. Answers that a worker writes are watched
 * by the time each write takes instead. Stateless; any thread.
 */
final class SlowReader {
    private static final long LIMIT_SECONDS = 60;

    private SlowReader() {}

    static void watch(HttpServerExchange exchange) {
        XnioExecutor.Key cut = exchange.getIoThread()
                .executeAfter(() -> IoUtils.safeClose(exchange.getConnection()), LIMIT_SECONDS, TimeUnit.SECONDS);
        exchange.addExchangeCompleteListener(
                (HttpServerExchange done, ExchangeCompletionListener.NextListener next) -> {
                    cut.remove();
                    next.proceed();
                });
    }
}
