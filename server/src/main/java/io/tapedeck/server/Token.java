package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Page tokens of answers that are paged in here: opaque to clients, and good for one route only. Stateless. */
final class Token {
    private Token() {}

    static String of(String route, String place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((route + ' ' + place).getBytes(StandardCharsets.UTF_8));
    }

    /** The place that a token of a route holds. */
    static String place(String route, String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(route + ' ')) {
                return text.substring(route.length() + 1);
            }
        } catch (IllegalArgumentException e) {
            throw bad(token);
        }
        throw bad(token);
    }

    static ProblemException bad(String token) {
        return new ProblemException(
                400,
                "bad_cursor",
                "cursor " + Shown.of(token) + " is none that this route gave out: start again without one");
    }
}
