package io.tapedeck.server;

/**
 * The venue that a measurement names: {@code COINBASE} in {@code trades-COINBASE}, as cryptofeed writes it. A measurement that
 * does not begin with a word for ticks names none. Stateless; any thread.
 */
final class LineVenue {
    private static final String[] WORDS = {"trades", "quotes", "ticks", "ticker", "trade", "quote", "tick"};

    private LineVenue() {}

    /** Where the venue begins in a measurement, counted from its own beginning; -1 where it names none. */
    static int start(byte[] bytes, int offset, int length) {
        int dash = 0;
        while (dash < length && bytes[offset + dash] != '-') {
            dash++;
        }
        if (dash + 1 >= length) {
            return -1;
        }
        for (String word : WORDS) {
            if (Ascii.equalsIgnoreCase(bytes, offset, dash, word)) {
                return dash + 1;
            }
        }
        return -1;
    }
}
