package io.tapedeck.server;

import java.util.Locale;

/** By which way rows come in. */
enum RowSource {
    /** {@code POST /v1/ticks}. */
    HTTP,
    /** The line protocol's routes. */
    LINE,
    /** {@code GET /v1/ws}. */
    WEBSOCKET;

    /** The value of the label {@code source} in the metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
