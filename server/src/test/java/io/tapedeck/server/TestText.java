package io.tapedeck.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text as tests send it. */
final class TestText {
    private TestText() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
