package io.tapedeck.server;

import java.util.Locale;
import java.util.Map;

/** The forms of a body with ticks. */
enum BodyForm {
    /** JSON values, one or several: an object, an array, a wrapper, NDJSON. */
    JSON,
    /** A header line and a line a row. */
    CSV,
    /** Told by the first character: a brace or bracket begins JSON, all else a CSV header. */
    BY_FIRST_CHARACTER;

    private static final Map<String, BodyForm> TYPES = Map.ofEntries(
            Map.entry("application/json", JSON),
            Map.entry("text/json", JSON),
            Map.entry("application/x-ndjson", JSON),
            Map.entry("application/ndjson", JSON),
            Map.entry("application/jsonl", JSON),
            Map.entry("application/x-jsonlines", JSON),
            Map.entry("application/jsonlines", JSON),
            Map.entry("text/csv", CSV),
            Map.entry("application/csv", CSV),
            Map.entry("text/tab-separated-values", CSV),
            // What programs say that were not told what they send, curl -d among them.
            Map.entry("application/x-www-form-urlencoded", BY_FIRST_CHARACTER),
            Map.entry("text/plain", BY_FIRST_CHARACTER),
            Map.entry("application/octet-stream", BY_FIRST_CHARACTER),
            Map.entry("application/gzip", BY_FIRST_CHARACTER),
            Map.entry("application/x-gzip", BY_FIRST_CHARACTER));

    /**
     * The form that a media type says.
     *
     * @param contentType the header's value, or null
     * @throws ProblemException 415 for one that holds no ticks, or is not UTF-8
     */
    static BodyForm of(String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return BY_FIRST_CHARACTER;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        String type = parts[0].strip();
        BodyForm form = TYPES.get(type);
        if (form == null && type.startsWith("application/") && type.endsWith("+json")) {
            form = JSON;
        }
        if (form == null) {
            throw unsupported(contentType);
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=") && !parameter.matches("charset=\"?(utf-?8|us-ascii|ascii)\"?")) {
                throw unsupported(contentType);
            }
        }
        return form;
    }

    private static ProblemException unsupported(String contentType) {
        return new ProblemException(
                415,
                "unsupported_media_type",
                "Content-Type is " + Shown.of(contentType)
                        + ": expected application/json, application/x-ndjson or text/csv, in UTF-8");
    }

    /** The form of a body that begins with this byte. */
    BodyForm with(byte first) {
        return this != BY_FIRST_CHARACTER ? this : first == '{' || first == '[' ? JSON : CSV;
    }
}
