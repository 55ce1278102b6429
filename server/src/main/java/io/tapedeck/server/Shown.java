package io.tapedeck.server;

/** Shows a client's text inside a message: quoted, short, and without control characters. Stateless; any thread. */
final class Shown {
    private static final int MAX_CHARACTERS = 80;

    private Shown() {}

    static String of(String text) {
        String cut = text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
        return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** A request's path, without what may be a token in it. */
    static String path(String path) {
        return of(McpAddress.shown(path));
    }
}
