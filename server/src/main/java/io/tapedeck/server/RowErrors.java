package io.tapedeck.server;

import io.tapedeck.server.ProblemException.RowError;
import java.util.ArrayList;
import java.util.List;

/** The rows of one request that were refused: all are counted, the first hundred are kept in words. One thread. */
final class RowErrors {
    static final int LISTED = 100;

    private final List<RowError> listed = new ArrayList<>();
    private long count;

    /** Whether the next error would be listed, so that its words are worth making. */
    boolean wantsWords() {
        return listed.size() < LISTED;
    }

    void add(RowError error) {
        count++;
        if (wantsWords()) {
            listed.add(error);
        }
    }

    long count() {
        return count;
    }

    List<RowError> listed() {
        return listed;
    }

    /** The refusal of the whole request, where a row was bad. */
    ProblemException refusal() {
        RowError first = listed.get(0);
        String where = "row " + first.row() + (first.line() > 0 ? " (line " + first.line() + ")" : "");
        String more = count == 1 ? "1 row is bad" : count + " rows are bad";
        return new ProblemException(
                        400,
                        "bad_rows",
                        more + " and nothing was recorded; " + where + ": " + first.detail()
                                + " (?partial=true records the good rows)")
                .with("rejected", count)
                .withErrors(listed);
    }
}
