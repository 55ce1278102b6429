package io.tapedeck.server;

import io.undertow.io.UndertowOutputStream;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * Answers with a problem whatever went wrong, and logs what is ours. An answer that had begun is broken off instead, without
 * a clean end, so that the client sees the cut. Any thread.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Set<String> loggedCodes = ConcurrentHashMap.newKeySet();

    /** Answers a request that failed. */
    void refuse(HttpServerExchange exchange, Throwable thrown) {
        Throwable cause = thrown instanceof java.io.UncheckedIOException unchecked ? unchecked.getCause() : thrown;
        if (!exchange.getConnection().isOpen()) {
            LOG.debug("{} went away", shownPath(exchange), cause);
            return;
        }
        if (exchange.isResponseStarted()) {
            breakOff(exchange, cause);
            return;
        }
        Problem problem = ProblemTable.problem(cause);
        log(exchange, problem, cause);
        send(exchange, problem);
    }

    private static void breakOff(HttpServerExchange exchange, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{} went away: {}", shownPath(exchange), cause.toString());
        } else if (ProblemTable.problem(cause).isOurs()) {
            LOG.error("{} was cut short", shownPath(exchange), cause);
        } else {
            LOG.warn("{} was cut short: {}", shownPath(exchange), cause.toString());
        }
        IoUtils.safeClose(exchange.getConnection());
    }

    private void log(HttpServerExchange exchange, Problem problem, Throwable cause) {
        if (problem.isOurs()) {
            LOG.error("{} {} failed", exchange.getRequestMethod(), shownPath(exchange), cause);
        } else if (problem.status() > 500 && cause.getCause() != null && loggedCodes.add(problem.code())) {
            // Such as a stopped capture: each request meets it from now on, and the first one says why.
            LOG.error("requests are refused with {} from now on", problem.code(), cause);
        } else {
            LOG.debug("{} {}: {}", problem.status(), problem.code(), problem.detail());
        }
    }

    /** As it may be shown to anybody. */
    private static String shownPath(HttpServerExchange exchange) {
        return McpAddress.shown(exchange.getRequestPath());
    }

    /** Answers with a problem. */
    void send(HttpServerExchange exchange, Problem problem) {
        exchange.setStatusCode(problem.status());
        exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
        byte[] body = body(exchange, problem);
        if (problem.retryAfterSeconds() > 0) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, problem.retryAfterSeconds());
        }
        if (problem.members().get("allow") instanceof String allow) {
            exchange.getResponseHeaders().put(Headers.ALLOW, allow);
        }
        if (problem.status() == 401) {
            // By which browsers ask their user.
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Basic realm=\"Tapedeck\", charset=\"UTF-8\"");
        }
        // The rest of a body is read and thrown away, so that a client that sends before it reads sees the answer and
        // not a broken connection; but not for long.
        boolean unread = !exchange.isRequestComplete();
        SlowClient.cutAfter(unread ? SlowClient.NOTICING_SECONDS : SlowClient.READING_SECONDS, exchange);
        if (exchange.isBlocking() && exchange.getOutputStream() instanceof UndertowOutputStream begun) {
            begun.resetBuffer();
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    /** The body in the form of the path, and the headers that say so. */
    private static byte[] body(HttpServerExchange exchange, Problem problem) {
        HeaderMap headers = exchange.getResponseHeaders();
        if (!LineProblem.PATHS.contains(exchange.getRequestPath())) {
            headers.put(Headers.CONTENT_TYPE, Problem.CONTENT_TYPE);
            return problem.json(shownPath(exchange));
        }
        LineProblem told = new LineProblem(problem);
        if (problem.isOurs()) {
            LOG.error("the failure of {} is told as {}", exchange.getRequestPath(), told.errorId());
        }
        headers.put(Headers.CONTENT_TYPE, LineProblem.CONTENT_TYPE);
        headers.put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
        headers.put(LineProblem.CODE_HEADER, told.code());
        return told.json(exchange.getRequestPath(), exchange.getRequestHeaders().getFirst(Headers.USER_AGENT));
    }
}
