package io.tapedeck.tools;

/** How rows are written down in a tick file. */
enum Text {
    /** A row a line, its fields between commas. */
    COMMAS,
    /** A row a line, its fields between tabs. */
    TABS,
    /** A JSON object a line, or an array of such objects on one line. */
    JSON,
    /** The receive time, a blank, and a JSON message a line, which may hold the row in its member {@code data}. */
    FRAMES;

    byte separator() {
        return (byte) (this == TABS ? '\t' : ',');
    }

    boolean isJson() {
        return this == JSON || this == FRAMES;
    }
}
