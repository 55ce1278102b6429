package io.tapedeck.server;

/** Counts line feeds. Stateless; any thread. */
final class Lines {
    private Lines() {}

    static int count(byte[] bytes, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }
}
