package io.tapedeck.server;

/**
 * Counts the ends of lines as Jackson's parser does: line feeds, carriage returns, and the two behind one another as one.
 * Stateless; any thread.
 */
final class Lines {
    private Lines() {}

    static int count(byte[] bytes, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            boolean returns = bytes[i] == '\r' && (i + 1 == to || bytes[i + 1] != '\n');
            lines += bytes[i] == '\n' || returns ? 1 : 0;
        }
        return lines;
    }
}
