package io.tapedeck.server;

/** The shapes that an answer can have. */
enum Format {
    /** One JSON value. */
    JSON("application/json", "json"),
    /** One JSON object a line. */
    NDJSON("application/x-ndjson", "ndjson"),
    /** A header line and a line a row. */
    CSV("text/csv; header=present; charset=utf-8", "csv");

    private final String contentType;
    private final String ending;

    Format(String contentType, String ending) {
        this.contentType = contentType;
        this.ending = ending;
    }

    /** The answer's {@code Content-Type}. */
    String contentType() {
        return contentType;
    }

    /** What {@code format=} calls it, and what a path may end in after a dot. */
    String ending() {
        return ending;
    }
}
