package io.tapedeck.server;

import io.tapedeck.server.ProblemException.RowError;

/** The first thing that is wrong with a row, where something is. Makes no object a row. One thread. */
final class RowFault {
    private boolean isThere;
    private String field;
    private String code;
    private String detail;

    void clear() {
        isThere = false;
    }

    boolean isThere() {
        return isThere;
    }

    /** Notes what is wrong, where nothing was before; {@code field} may be null. */
    void note(String code, String field, String detail) {
        if (!isThere) {
            isThere = true;
            this.code = code;
            this.field = field;
            this.detail = detail;
        }
    }

    RowError error(long row, long line) {
        return new RowError(row, line, field, code, detail);
    }
}
