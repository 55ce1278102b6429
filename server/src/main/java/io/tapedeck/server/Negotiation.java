package io.tapedeck.server;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses the shape of an answer: the parameter {@code format}, the path's ending, then {@code Accept}. Stateless. */
final class Negotiation {
    /** What clients call the shapes, besides their own content types. */
    private static final Map<String, Format> TYPES = Map.of(
            "application/json", Format.JSON,
            "text/json", Format.JSON,
            "application/x-ndjson", Format.NDJSON,
            "application/ndjson", Format.NDJSON,
            "application/jsonl", Format.NDJSON,
            "application/x-jsonlines", Format.NDJSON,
            "text/csv", Format.CSV,
            "application/vnd.apache.parquet", Format.PARQUET,
            "application/vnd.apache.arrow.stream", Format.ARROW);

    private Negotiation() {}

    /**
     * Chooses.
     *
     * @param offered the shapes that the route has
     * @param params the request's parameters
     * @param ending the shape that the path ends in, or null
     * @param accept the header, or null
     * @throws ProblemException not_acceptable or bad_parameter
     */
    static Format choose(Set<Format> offered, Params params, Format ending, String accept) {
        if (offered.isEmpty()) {
            return null;
        }
        if (offered.size() > 1 && params.text("format") != null) {
            return named(params.text("format").toLowerCase(Locale.ROOT), offered, params);
        }
        return ending != null ? ending : accept == null ? Format.JSON : accepted(accept, offered);
    }

    private static Format named(String name, Set<Format> offered, Params params) {
        Format format = params.choice("format", Format.class, Format.JSON);
        if (!offered.contains(format)) {
            throw new ProblemException(406, "not_acceptable", "this route has no " + name + ": ask for " + offered);
        }
        return format;
    }

    private static Format accepted(String accept, Set<Format> offered) {
        Format best = null;
        double bestQuality = 0;
        for (String range : accept.split(",")) {
            String[] parts = range.trim().split(";", -1);
            Format format = format(parts[0].trim().toLowerCase(Locale.ROOT), offered);
            double quality = quality(parts);
            if (format != null && quality > bestQuality) {
                best = format;
                bestQuality = quality;
            }
        }
        if (best == null) {
            throw new ProblemException(
                    406,
                    "not_acceptable",
                    "this route has nothing of " + Shown.of(accept) + ": accept "
                            + offered.stream()
                                    .map(format -> format.contentType().split(";")[0])
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
        return best;
    }

    private static Format format(String type, Set<Format> offered) {
        if (type.equals("*/*") || type.equals("application/*") || type.equals("*")) {
            return Format.JSON;
        }
        Format format = type.equals("text/*") ? Format.CSV : TYPES.get(type);
        return format != null && offered.contains(format) ? format : null;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].trim();
            if (part.startsWith("q=")) {
                try {
                    return Double.parseDouble(part.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
