package io.tapedeck.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal whose status and code a route chose itself; {@link ProblemTable} turns it, like every other exception, into the
 * answer. It carries no stack trace: it speaks of the request, never of a fault in here.
 */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * What was wrong with one row of a request.
     *
     * @param row the row's number, from 1
     * @param line the line that it stands on, from 1; 0 where that is not known
     * @param field the field that was wrong, or null where it is the row as a whole
     * @param code what went wrong; never changes its meaning
     * @param detail the value, what was expected, and what to do
     */
    record RowError(long row, long line, String field, String code, String detail) {}

    private final int status;
    private final String code;
    private final int retryAfterSeconds;
    private final transient List<RowError> errors;
    private final transient Map<String, Object> members;

    ProblemException(int status, String code, String detail) {
        this(status, code, detail, 0, List.of(), Map.of());
    }

    private ProblemException(
            int status,
            String code,
            String detail,
            int retryAfterSeconds,
            List<RowError> errors,
            Map<String, Object> members) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
        this.errors = errors;
        this.members = members;
    }

    /** The same with the rows that were wrong. */
    ProblemException withErrors(List<RowError> rows) {
        return new ProblemException(status, code, getMessage(), retryAfterSeconds, List.copyOf(rows), members);
    }

    /** The same with a {@code Retry-After} header. */
    ProblemException withRetryAfter(int seconds) {
        return new ProblemException(status, code, getMessage(), seconds, errors, members);
    }

    /** The same with a member of its own in the answer: a String, a Boolean, an Integer or a Long, or null. */
    ProblemException with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new ProblemException(status, code, getMessage(), retryAfterSeconds, errors, more);
    }

    Problem problem() {
        return new Problem(status, code, getMessage(), retryAfterSeconds, errors, members);
    }
}
