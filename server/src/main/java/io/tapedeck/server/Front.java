package io.tapedeck.server;

import io.tapedeck.journal.Signal;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Routing.Match;
import io.tapedeck.server.Workers.Pool;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.StreamConnection;

/**
 * The front of the server: takes each request on its IO thread, finds its route, checks its parameters, and hands it to the
 * route's workers, or has it answered there and then where the answer is at hand. It never blocks an IO thread, and whatever goes wrong becomes a problem through {@link Refusals}.
 */
final class Front implements HttpHandler {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How many connections are answered; Undertow accepts some more, which are told so. */
    static final int MAX_CONNECTIONS = 512;

    private static final HttpString REFERRER_POLICY = new HttpString("Referrer-Policy");

    private static final Problem CLOSING = new Problem(503, "closing", "this server is being closed").retryAfter(1);

    private final Door door;
    private final Routing routing;
    private final Workers workers;
    private final long maxBodyBytes;
    private final Crowd crowd = new Crowd(MAX_CONNECTIONS);
    private final Refusals refusals = new Refusals();
    private final AtomicInteger running = new AtomicInteger();
    private final Signal ended = new Signal();
    private volatile boolean closing;

    Front(Door door, Routing routing, Workers workers, long maxBodyBytes) {
        this.door = door;
        this.routing = routing;
        this.workers = workers;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        running.incrementAndGet();
        exchange.addExchangeCompleteListener((done, next) -> {
            oneEnded();
            next.proceed();
        });
        exchange.getResponseHeaders().put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        if (McpAddress.isAsked(exchange.getRequestPath())) {
            exchange.getResponseHeaders().put(REFERRER_POLICY, "no-referrer");
        }
        if (closing) {
            exchange.setPersistent(false);
            refusals.send(exchange, CLOSING);
            return;
        }
        try {
            dispatch(exchange);
        } catch (RuntimeException e) {
            refusals.refuse(exchange, e);
        }
    }

    private void oneEnded() {
        running.decrementAndGet();
        ended.wake();
    }

    private void dispatch(HttpServerExchange exchange) {
        HeaderLimit.check(exchange);
        Deadline deadline = Deadline.in(DEADLINE_NANOS);
        if (door.answersPreflight(exchange)) {
            return;
        }
        Match match = match(exchange);
        exchange.putAttachment(Traffic.ENTRY, match.entry());
        Set<Scope> scopes = enter(exchange, match.entry().access());
        Params params = Params.parse(exchange.getQueryString(), match.entry().parameters());
        Format format = match.entry().method().equals("GET") || offersShapes(match)
                ? Negotiation.choose(
                        match.entry().route().formats(),
                        params,
                        match.ending(),
                        exchange.getRequestHeaders().getFirst(Headers.ACCEPT))
                : Format.JSON;
        Call call =
                new HttpCall(exchange, match, params, format, deadline, maxBodyBytes, scopes, origin(match, exchange));
        if (!params.has("min_seq") && match.entry().route().isInstant(call)) {
            answer(match, call, exchange);
            return;
        }
        // One that waits for a tick may wait long, so it waits among those that may.
        Pool own = match.entry().pool();
        Pool pool = params.has("min_seq") && own != Pool.REPLAY ? Pool.GENERAL : own;
        exchange.dispatch(executor(pool, exchange), worker -> answer(match, call, worker));
    }

    private static boolean offersShapes(Match match) {
        return match.entry().route().formats().size() > 1;
    }

    private HttpCall.Origin origin(Match match, HttpServerExchange exchange) {
        return new HttpCall.Origin() {
            @Override
            public void admit(Access access) {
                door.admit(exchange, access);
            }

            @Override
            public Executor worker() {
                return workers.of(match.entry().pool());
            }

            @Override
            public void upgraded(StreamConnection connection) {
                running.incrementAndGet();
                connection.setCloseListener(closed -> oneEnded()); // beside those that there are
            }
        };
    }

    /** Finds the route. Who may not come in is not told either what there is. */
    private Match match(HttpServerExchange exchange) {
        boolean byAddress = McpAddress.isAsked(exchange.getRequestPath());
        if (byAddress) {
            enter(exchange, Access.ADDRESS); // before a refused method could tell that there is such an address
        }
        try {
            return routing.match(exchange.getRequestMethod().toString(), exchange.getRequestPath());
        } catch (ProblemException e) {
            if (!byAddress) {
                enter(exchange, Access.READ);
            }
            throw e;
        }
    }

    private Set<Scope> enter(HttpServerExchange exchange, Access access) {
        if (!crowd.admits(exchange) && !access.isOpen(exchange.getQueryString())) {
            throw Crowd.refusal();
        }
        return door.admit(exchange, access);
    }

    /** The pool's executor, but one that answers 503 itself, on the IO thread, where the pool takes no more. */
    private Executor executor(Pool pool, HttpServerExchange exchange) {
        return task -> {
            try {
                workers.of(pool).execute(task);
            } catch (RejectedExecutionException e) {
                Connectors.executeRootHandler(refused -> refusals.send(refused, ProblemTable.busy()), exchange);
            }
        };
    }

    private void answer(Match match, Call call, HttpServerExchange exchange) {
        try {
            call.deadline().check();
            match.entry().route().answer(call);
        } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
            // A worker that is interrupted by the closing did not fail.
            refusals.refuse(exchange, closing ? new ProblemException(503, CLOSING.code(), CLOSING.detail()) : e);
        }
    }

    /** Refuses every request from now on. */
    void beginClosing() {
        closing = true;
    }

    /** Waits until no request runs and no upgraded connection is open, and tells whether that came about. */
    boolean awaitIdle(long timeoutNanos) {
        try {
            return ended.await(() -> running.get() == 0, timeoutNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
