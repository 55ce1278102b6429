package io.tapedeck.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Finds the token that a request shows, in each of the forms that clients have: {@code Authorization} with {@code Bearer},
 * {@code Token} (as InfluxDB's do) or {@code Basic} with the token as password, {@code X-API-Key}, and, where points of the line
 * protocol are written, the parameter {@code p} of InfluxDB 1. Stateless; any thread.
 */
final class Credentials {
    private static final HttpString API_KEY = new HttpString("X-API-Key");

    private Credentials() {}

    /** The text that is meant as a token, or null where there is none; of several the first in the order above. */
    static String of(HttpServerExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (authorization != null) {
            return ofHeader(authorization.strip());
        }
        String key = exchange.getRequestHeaders().getFirst(API_KEY);
        if (key != null) {
            return key.strip();
        }
        return LineProblem.WRITING.contains(exchange.getRequestPath()) ? ofQuery(exchange.getQueryString()) : null;
    }

    private static String ofHeader(String header) {
        int blank = header.indexOf(' ');
        String scheme = blank < 0 ? "" : header.substring(0, blank).toLowerCase(Locale.ROOT);
        String value = header.substring(blank + 1).strip();
        return switch (scheme) {
            case "bearer" -> value;
            case "token" -> password(value); // InfluxDB's clients of today send user:password so to an InfluxDB 1
            case "basic" -> ofBasic(value);
            default -> ""; // no token, but meant to be one
        };
    }

    private static String ofBasic(String base64) {
        try {
            return password(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** What follows the name of a user, whatever that is: no token holds a colon. */
    private static String password(String text) {
        return text.substring(text.indexOf(':') + 1);
    }

    private static String ofQuery(String query) {
        for (String pair : query.split("&")) {
            if (pair.startsWith("p=")) {
                try {
                    return Percent.decodeQuery(pair.substring(2));
                } catch (ProblemException e) {
                    return ""; // its words would show it
                }
            }
        }
        return null;
    }
}
