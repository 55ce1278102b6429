package io.tapedeck.server;

import io.tapedeck.server.ProblemException.RowError;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JsonGenerator;

/**
 * An error as clients of the line protocol read it: {@code code}, {@code message}, {@code line} and {@code errorId} for
 * InfluxDB's of today and for QuestDB's, and {@code error} for those of InfluxDB 1. Any thread.
 *
 * <p>QuestDB's Java client reads an error only where it comes in chunks as plain {@code application/json}, and shows it raw
 * where it has a member besides the four; the others may do as they like about a member that they do not know.
 */
final class LineProblem {
    /** The paths whose errors are in this form, whatever goes wrong. */
    static final Set<String> PATHS = Set.of("/write", "/api/v2/write", "/api/v3/write_lp", "/settings");

    /** Those where points are written. */
    static final Set<String> WRITING = Set.of("/write", "/api/v2/write", "/api/v3/write_lp");

    static final String CONTENT_TYPE = "application/json";

    /** What InfluxDB repeats the code in. */
    static final HttpString CODE_HEADER = new HttpString("X-Platform-Error-Code");

    private static final int SHOWN_LINES = 10;
    private static final AtomicLong COUNT = new AtomicLong();
    private static final String PROCESS =
            "%012x".formatted(ThreadLocalRandom.current().nextLong(1L << 48));

    private final Problem problem;
    private final String errorId = PROCESS + '-' + COUNT.incrementAndGet();

    LineProblem(Problem problem) {
        this.problem = problem;
    }

    /** Tells this error from all others of this process, in the answer and in the log. */
    String errorId() {
        return errorId;
    }

    /** InfluxDB's word for the status. */
    String code() {
        return switch (problem.status()) {
            case 400 -> "invalid";
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "not found";
            case 405 -> "method not allowed";
            case 409 -> "conflict";
            case 413, 431 -> "request too large";
            case 415 -> "unsupported media type";
            case 422 -> "unprocessable entity";
            case 429 -> "too many requests";
            case 503, 504, 507 -> "unavailable";
            default -> "internal error";
        };
    }

    /**
     * The answer's body.
     *
     * @param path which of the paths was asked for
     * @param userAgent the client's name for itself, or null
     */
    byte[] json(String path, String userAgent) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("code", code());
            json.writeStringProperty("message", message());
            if (line() > 0) {
                json.writeNumberProperty("line", line());
            }
            json.writeStringProperty("errorId", errorId);
            if (path.equals("/write") && !isQuestDb(userAgent)) {
                json.writeStringProperty("error", oldMessage());
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static boolean isQuestDb(String userAgent) {
        return userAgent != null && userAgent.toLowerCase(Locale.ROOT).startsWith("questdb");
    }

    private long line() {
        return problem.errors().isEmpty() ? 0 : problem.errors().get(0).line();
    }

    private String message() {
        List<RowError> errors = problem.errors();
        if (errors.isEmpty()) {
            return problem.detail();
        }
        StringBuilder message = new StringBuilder("failed to parse line protocol:errors encountered on line(s):");
        for (RowError error : errors.subList(0, Math.min(SHOWN_LINES, errors.size()))) {
            message.append("\nerror in line ").append(error.line()).append(": ").append(error.detail());
        }
        if (rejected() > SHOWN_LINES) {
            message.append("\nand in ").append(rejected() - SHOWN_LINES).append(" more");
        }
        return message.toString();
    }

    private long rejected() {
        return problem.members().get("rejected") instanceof Number count
                ? count.longValue()
                : problem.errors().size();
    }

    /** By the words "unable to parse" clients of InfluxDB 1 know that sending it again is of no use. */
    private String oldMessage() {
        List<RowError> errors = problem.errors();
        return errors.isEmpty()
                ? problem.detail()
                : "unable to parse line " + errors.get(0).line() + ": "
                        + errors.get(0).detail();
    }
}
