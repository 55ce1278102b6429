package io.tapedeck.server;

import java.util.Locale;

/** Why the server ends a stream. */
enum Bye {
    /** The server is closed, or taken over. */
    CLOSING(1001),
    /** The client read nothing for a long time. */
    STALLED(1013),
    /** The stream cannot go on: the log has the cause. */
    FAILED(1011);

    private final int closeCode;

    Bye(int closeCode) {
        this.closeCode = closeCode;
    }

    /** The code with which a WebSocket is closed. */
    int closeCode() {
        return closeCode;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
