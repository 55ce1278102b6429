package io.tapedeck.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;

/**
 * Bounds what a request has in front of its body. Undertow bounds it too, but answers with a bare 400 and no word of why; so its
 * bound is twice this one. How many headers there may be, 200, is Undertow's alone. Stateless; any thread.
 */
final class HeaderLimit {
    /** Of the address and all headers. */
    static final int MAX_BYTES = 32 << 10;

    private HeaderLimit() {}

    /**
     * Refuses a request that is above it.
     *
     * @throws ProblemException headers_too_large
     */
    static void check(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        long bytes =
                exchange.getRequestURI().length() + exchange.getQueryString().length();
        for (long at = headers.fastIterate(); at != -1; at = headers.fiNext(at)) {
            HeaderValues values = headers.fiCurrent(at);
            for (int i = 0; i < values.size(); i++) {
                bytes += values.getHeaderName().length() + values.get(i).length() + 4; // colon, blank, end of the line
            }
        }
        if (bytes > MAX_BYTES) {
            exchange.setPersistent(false);
            throw new ProblemException(
                    431,
                    "headers_too_large",
                    "address and headers have " + bytes + " bytes: expected at most " + MAX_BYTES
                            + "; ask for fewer symbols at a time, or send fewer cookies");
        }
    }
}
