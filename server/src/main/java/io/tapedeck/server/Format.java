package io.tapedeck.server;

/** The shapes that an answer can have. */
enum Format {
    /** One JSON value. */
    JSON("application/json", "json"),
    /** One JSON object a line. */
    NDJSON("application/x-ndjson", "ndjson"),
    /** A header line and a line a row. */
    CSV("text/csv; header=present; charset=utf-8", "csv"),
    /** Typed columns in a file. */
    PARQUET("application/vnd.apache.parquet", "parquet"),
    /** Typed columns in a stream of batches. */
    ARROW("application/vnd.apache.arrow.stream", "arrow");

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

    /** The same as a format of typed columns, or null where it is text. */
    TableFormat table() {
        return switch (this) {
            case JSON, NDJSON, CSV -> null;
            case PARQUET -> TableFormat.PARQUET;
            case ARROW -> TableFormat.ARROW;
        };
    }

    /** What {@code format=} calls it, and what a path may end in after a dot. */
    String ending() {
        return ending;
    }
}
