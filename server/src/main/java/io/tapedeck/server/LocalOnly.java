package io.tapedeck.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What counts as a request of this machine, for a server that asks for no tokens. A tunnel and a proxy connect from loopback
 * too, so the peer's address alone says nothing. Any thread.
 */
final class LocalOnly {
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost\\.?|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> RELAYED = Set.of("forwarded", "x-real-ip", "via");

    private final String boundName;
    /** The host that was let in last: most requests come with that one again. */
    private volatile String usualHost = "localhost";

    /**
     * The rule.
     *
     * @param host what the server was told to bind, a name of loopback: it may be asked by that too
     */
    LocalOnly(String host) {
        boundName = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses what does not come from this machine.
     *
     * @throws ProblemException wrong_host for every request that was sent to another name, by which a page in a browser could
     *     read what is here, and not_local for one that came over a proxy or tunnel and would change something
     */
    void check(HttpServerExchange exchange, Access access) {
        if (!isLoopbackName(exchange)) {
            String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
            throw new ProblemException(
                    403,
                    "wrong_host",
                    "this server answers to localhost only, and was asked as "
                            + (host == null ? "nobody" : Shown.of(host))
                            + ": to offer it under another name, start it with --public-url, or with --token-file");
        }
        if (access.changes()) {
            String relayed = relayed(exchange);
            if (relayed != null || !exchange.getSourceAddress().getAddress().isLoopbackAddress()) {
                throw new ProblemException(
                        403,
                        "not_local",
                        "this server has no tokens, so only programs on its machine may write, and this request "
                                + (relayed == null ? "comes from another" : "came over a proxy (" + relayed + ")")
                                + ": start it with --token-file to let others in");
            }
        }
    }

    private boolean isLoopbackName(HttpServerExchange exchange) {
        HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
        if (hosts == null || hosts.size() != 1) {
            return false;
        }
        String host = hosts.getFirst();
        if (host.equals(usualHost)) {
            return true;
        }
        boolean is = LOOPBACK.matcher(host).matches()
                || host.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", "").equals(boundName);
        if (is) {
            usualHost = host;
        }
        return is;
    }

    /** The name of a header that proxies and tunnels add, or null. */
    private static String relayed(HttpServerExchange exchange) {
        for (HttpString name : exchange.getRequestHeaders().getHeaderNames()) {
            String lower = name.toString().toLowerCase(Locale.ROOT);
            if (RELAYED.contains(lower) || lower.startsWith("x-forwarded") || lower.startsWith("cf-")) {
                return name.toString();
            }
        }
        return null;
    }
}
