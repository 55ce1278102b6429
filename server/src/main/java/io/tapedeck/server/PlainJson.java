package io.tapedeck.server;

/**
 * Reads JSON rows that are written plainly straight out of a body, in a third of the time that a parser takes: objects of
 * known fields whose values are plain texts and numbers, one after the other, in an array, or in {@code {"ticks":[..]}}. At
 * the first thing that is not so plain, or is wrong, it stops in front of it and leaves the row as if it had not begun; a
 * parser that knows all of JSON goes on there and finds the words for what is wrong. Makes no object. One thread.
 */
final class PlainJson {
    private static final byte[] TICKS = {'"', 't', 'i', 'c', 'k', 's', '"'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte QUOTE = '"';
    private static final byte COMMA = ',';

    private final TickRowBuilder rows;
    private final RowField[] shape =
            new RowField[RowField.values().length]; // the fields of the last row in their order
    private byte[] body;
    private int end;
    private int taken;

    PlainJson(TickRowBuilder rows) {
        this.rows = rows;
    }

    /**
     * Reads as many values as are plain.
     *
     * @return where the first value begins that is not plain to its end; the end where all are
     */
    int read(byte[] bytes, int from, int end) {
        body = bytes;
        this.end = end;
        int at = behindBlanks(from);
        while (at < end) {
            taken = 0;
            int behind = value(at);
            if (behind < 0) {
                return at;
            }
            at = behindBlanks(behind);
        }
        taken = 0;
        return end;
    }

    /** How many rows of the value that it stopped at have been read: those of an array's beginning. */
    int taken() {
        return taken;
    }

    private int value(int at) {
        if (body[at] == '[') {
            return array(at);
        }
        if (body[at] != '{') {
            return -1;
        }
        int first = behindBlanks(at + 1);
        return isAt(first, TICKS) ? wrapped(first) : row(at);
    }

    private int wrapped(int at) {
        int colon = behindBlanks(at + TICKS.length);
        int array = is(colon, ':') ? behindBlanks(colon + 1) : -1;
        if (array < 0 || !is(array, '[')) {
            return -1;
        }
        int behind = array(array);
        int last = behind < 0 ? -1 : behindBlanks(behind);
        return last >= 0 && is(last, '}') ? last + 1 : -1;
    }

    private int array(int from) {
        int at = behindBlanks(from + 1);
        if (is(at, ']')) {
            return at + 1;
        }
        while (is(at, '{')) {
            int behind = row(at);
            if (behind < 0) {
                return -1;
            }
            taken++;
            at = behindBlanks(behind);
            if (is(at, ']')) {
                return at + 1;
            }
            if (!is(at, ',')) {
                return -1;
            }
            at = behindBlanks(at + 1);
        }
        return -1;
    }

    /** Reads the row that begins at a brace; returns the place behind it, or -1 where it is as if not begun. */
    private int row(int from) {
        rows.begin();
        int behind = fields(behindBlanks(from + 1));
        if (behind < 0 || rows.hasFailed()) {
            rows.abandon();
            return -1;
        }
        rows.end(0);
        return behind;
    }

    private int fields(int from) {
        int at = from;
        for (int i = 0; i < shape.length; i++) {
            RowField field = is(at, '"') ? FieldNames.at(body, at + 1, end, shape[i]) : null;
            if (field == null || !rows.name(field)) {
                return -1;
            }
            shape[i] = field;
            at = behindBlanks(at + FieldNames.length(field) + 2);
            at = is(at, ':') ? value(field, behindBlanks(at + 1)) : -1;
            at = at < 0 ? -1 : behindBlanks(at);
            if (at < 0 || is(at, '}')) {
                return at < 0 ? -1 : at + 1;
            }
            if (!is(at, ',')) {
                return -1;
            }
            at = behindBlanks(at + 1);
        }
        return -1;
    }

    private int value(RowField field, int at) {
        if (is(at, '"')) {
            int behind = rows.plainValue(field, body, at + 1, end, QUOTE);
            return behind >= 0 && is(behind, '"') ? behind + 1 : -1;
        }
        if (isAt(at, NULL)) {
            return at + NULL.length;
        }
        return field.isText() && field != RowField.ID ? -1 : number(field, at);
    }

    /** Reads a number as JSON writes it: with a digit on both sides of a point, and no zero in front of another digit. */
    private int number(RowField field, int at) {
        int first = is(at, '-') ? at + 1 : at;
        if (!isDigit(first) || is(first, '0') && isDigit(first + 1)) {
            return -1;
        }
        int last = end;
        if (field == RowField.ID || field == RowField.TS || field == RowField.RECV_TS) { // these may be texts besides
            last = first;
            while (isDigit(last)) {
                last++;
            }
        }
        int behind = rows.plainValue(field, body, at, last, COMMA);
        return behind < 0 || body[behind - 1] == '.' ? -1 : behind;
    }

    private boolean isDigit(int at) {
        return at < end && body[at] >= '0' && body[at] <= '9';
    }

    private boolean is(int at, char c) {
        return at < end && body[at] == c;
    }

    private boolean isAt(int at, byte[] word) {
        if (at + word.length > end) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (body[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private int behindBlanks(int from) {
        int at = from;
        while (at < end && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
        return at;
    }
}
