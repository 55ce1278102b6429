package io.tapedeck.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which pages in browsers may ask: those that came from here, and those of the origins that were listed. A browser sends what
 * any page likes to any port of its machine, and keeps only the answer from it, so a request of another page is refused and not
 * merely left without the headers of CORS. Immutable; any thread.
 */
final class Origins {
    private static final HttpString ORIGIN = new HttpString("Origin");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");

    private final Set<String> listed;
    private final Set<String> ours;

    /**
     * The rule.
     *
     * @param listed the origins whose pages may ask
     * @param publicUrl where clients see the server, or null
     */
    Origins(List<String> listed, URI publicUrl) {
        this.listed = Set.copyOf(listed.stream().map(Origins::plain).toList());
        Set<String> own = new HashSet<>();
        if (publicUrl != null) {
            own.add(plain(publicUrl.getScheme() + "://" + publicUrl.getRawAuthority()));
        }
        ours = Set.copyOf(own);
    }

    /**
     * Refuses a request of a page from elsewhere, and sets the headers by which a listed one may read the answer.
     *
     * @throws ProblemException foreign_origin
     */
    void check(HttpServerExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst(ORIGIN);
        if (origin == null) {
            return;
        }
        String plain = plain(origin);
        if (listed.contains(plain)) {
            HeaderMap headers = exchange.getResponseHeaders();
            headers.put(ALLOW_ORIGIN, origin);
            headers.put(Headers.VARY, "Origin");
            headers.put(
                    EXPOSE_HEADERS,
                    "Link, Retry-After, Idempotent-Replayed, Tapedeck-First-Seq, Tapedeck-Last-Seq,"
                            + " Tapedeck-Duplicates");
        } else if (!ours.contains(plain)
                && !isSame(plain, exchange.getRequestHeaders().getFirst(Headers.HOST))) {
            throw new ProblemException(
                    403,
                    "foreign_origin",
                    "a page of " + Shown.of(origin)
                            + " asked, and pages from elsewhere may not: start the server with --cors-origin to let it");
        }
    }

    /** Whether the request is a browser's question about a later one of a listed page. */
    boolean isPreflight(HttpServerExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst(ORIGIN);
        return exchange.getRequestMethod().equals(Methods.OPTIONS)
                && exchange.getRequestHeaders().contains(REQUEST_METHOD)
                && origin != null
                && listed.contains(plain(origin));
    }

    /** Answers such a question, which carries no token. */
    void answerPreflight(HttpServerExchange exchange) {
        check(exchange);
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE");
        headers.put(
                ALLOW_HEADERS,
                "Accept, Authorization, Content-Encoding, Content-Type, Idempotency-Key, Last-Event-ID, X-API-Key");
        headers.put(MAX_AGE, "600");
        exchange.setStatusCode(204);
        exchange.endExchange();
    }

    /** The page came from the very host that it asks. */
    private static boolean isSame(String origin, String host) {
        int authority = origin.indexOf("://");
        return host != null
                && authority > 0
                && plain(origin.substring(0, authority) + "://" + host).equals(origin);
    }

    /** An origin in small letters without the port that goes without saying. */
    private static String plain(String origin) {
        String lower = origin.strip().toLowerCase(Locale.ROOT);
        String usual = lower.startsWith("https://") ? ":443" : lower.startsWith("http://") ? ":80" : "/";
        return lower.endsWith(usual) ? lower.substring(0, lower.length() - usual.length()) : lower;
    }
}
