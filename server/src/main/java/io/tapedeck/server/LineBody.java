package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import java.util.Arrays;

/**
 * Decodes a body in InfluxDB's line protocol into rows, a row a line: {@code measurement,tags fields time}. Tags and fields are
 * told by their names alone, see {@link LineField}; those that are not known are passed over and counted. Numbers are taken
 * as their text says, whatever type their suffix gives them. Makes no object a line. One thread, one body.
 *
 * <p>A bad line is noted in the builder, with its number in the body, and decoding goes on behind it.
 */
final class LineBody {
    private static final byte[] NONE = {'N', 'o', 'n', 'e'};

    private final TickRowBuilder rows;
    private final LinePrecision precision;
    private final LineScanner scanner = new LineScanner();
    private byte[] body;
    private long ignored;

    // Of the line that is read now.
    private int named; // the fields of a row that it has
    private boolean hasReceiptTime;
    private int exchangeTimeOffset; // -1 where it has none
    private int exchangeTimeLength;

    // Of the tag or field that is read now.
    private LineField field; // null where it is not known
    private int keyOffset;
    private int keyLength;

    /**
     * A decoder.
     *
     * @param rows takes the rows
     * @param precision the unit of the times that end lines
     */
    LineBody(TickRowBuilder rows, LinePrecision precision) {
        this.rows = rows;
        this.precision = precision;
    }

    /** Decodes a whole body. */
    void decode(byte[] bytes, int offset, int length) {
        body = bytes;
        scanner.start(bytes, offset, length);
        while (scanner.nextPoint()) {
            long line = scanner.line();
            begin();
            if (readSeries() && readFields() && readTime()) {
                scanner.pass();
            } else {
                scanner.passLine();
            }
            rows.end(line);
        }
    }

    /** How many tags and fields were passed over because they are not known. */
    long ignored() {
        return ignored;
    }

    private void begin() {
        rows.begin();
        named = 0;
        hasReceiptTime = false;
        exchangeTimeOffset = -1;
    }

    /** Notes what is wrong with the line's form, after which the rest of it means nothing. */
    private boolean broken(String why) {
        rows.fail("bad_line", null, why);
        return false;
    }

    private boolean readSeries() {
        byte stop = scanner.readMeasurement();
        if (scanner.wordLength() == 0) {
            return broken("the measurement is missing: expected measurement,tag=value field=value timestamp");
        }
        int venue = LineVenue.start(scanner.word(), scanner.wordOffset(), scanner.wordLength());
        if (venue > 0) {
            rows.venue(scanner.word(), scanner.wordOffset() + venue, scanner.wordLength() - venue);
        }
        while (stop == ',') {
            scanner.pass();
            if (!readKey()) {
                return broken("a tag has no name or no value: expected tag=value");
            }
            stop = scanner.readWord();
            if (scanner.wordLength() == 0 || stop == '=') {
                return broken("tag " + key() + " has no value, or one with an equals sign and no backslash before it");
            }
            takeText();
        }
        scanner.passBlanks();
        return scanner.peek() != LineScanner.LINE_FEED
                || broken("the line has no fields: expected a blank and field=value behind the tags");
    }

    private boolean readFields() {
        byte stop;
        do {
            if (!readKey()) {
                return broken("a field has no name or no value: expected field=value, text between quotes");
            }
            if (scanner.peek() != '"') {
                stop = scanner.readWord();
                takePlain();
            } else if (scanner.readQuoted()) {
                stop = scanner.peek();
                takeText();
            } else {
                return broken("the text of field " + key() + " has no second quote mark");
            }
            if (stop == ',') {
                scanner.pass();
            } else if (stop != LineScanner.BLANK && stop != LineScanner.LINE_FEED) {
                return broken("behind the value of field " + key() + " stands neither a comma nor a blank");
            }
        } while (stop == ',');
        return true;
    }

    /** Reads a name and the equals sign behind it. */
    private boolean readKey() {
        byte stop = scanner.readWord();
        field = LineField.of(scanner.word(), scanner.wordOffset(), scanner.wordLength());
        keyOffset = scanner.rawOffset();
        keyLength = scanner.rawLength();
        if (stop != '=' || keyLength == 0) {
            return false;
        }
        scanner.pass();
        return true;
    }

    private String key() {
        return Ascii.shown(body, keyOffset, keyLength);
    }

    /** Takes a tag's value, or a field's that stood between quotes. */
    private void takeText() {
        if (field == null) {
            ignored++;
        } else if (field == LineField.TIMESTAMP) {
            holdExchangeTime();
        } else if (!isNone() && claim(field)) {
            rows.value(field.row(), scanner.word(), scanner.wordOffset(), scanner.wordLength());
        }
    }

    /** Cryptofeed writes Python's None where an exchange gives no id; as an id it would be the same for every trade. */
    private boolean isNone() {
        return (field.row() == RowField.ID || field.row() == RowField.SIDE)
                && Arrays.equals(
                        NONE,
                        0,
                        NONE.length,
                        scanner.word(),
                        scanner.wordOffset(),
                        scanner.wordOffset() + scanner.wordLength());
    }

    /** Takes a field's value that stood without quotes. */
    private void takePlain() {
        if (field != null
                && field.isDecimal()
                && scanner.endsInDigit()) { // the most common: what is wrong its parser tells
            if (claim(field)) {
                rows.value(field.row(), scanner.word(), scanner.wordOffset(), scanner.wordLength());
            }
            return;
        }
        LineValue value = LineValue.of(scanner.word(), scanner.wordOffset(), scanner.wordLength());
        if (value == LineValue.BROKEN) {
            refuse(
                    "bad_value",
                    scanner.peek() == '='
                            ? "version 1 of QuestDB's protocol, in plain text: set protocol_version=1"
                            : "a number, true or false, or text between quotes");
        } else if (field == null) {
            ignored++;
        } else if (field == LineField.TIMESTAMP) {
            holdExchangeTime();
        } else if (value != LineValue.NONE && claim(field)) {
            switch (field.row()) {
                case SYMBOL, SIDE -> refuse("bad_type", "text between quotes");
                case ID -> takeId(value);
                case TS, RECV_TS -> takeTime(value);
                default -> takeNumber(value);
            }
        }
    }

    private void refuse(String code, String expected) {
        String shown = Ascii.shown(scanner.word(), scanner.wordOffset(), scanner.wordLength());
        rows.fail(
                code,
                field == null ? null : field.text(),
                "field " + key() + " is " + shown + ": expected " + expected);
    }

    private void takeId(LineValue value) {
        boolean whole = value == LineValue.INTEGER || value == LineValue.NUMBER;
        int length = scanner.wordLength() - value.suffixBytes();
        for (int i = 0; i < length && whole; i++) {
            byte c = scanner.word()[scanner.wordOffset() + i];
            whole = c >= '0' && c <= '9';
        }
        if (whole) {
            rows.value(RowField.ID, scanner.word(), scanner.wordOffset(), length);
        } else {
            refuse("bad_type", "text between quotes, or a whole number");
        }
    }

    private void takeTime(LineValue value) {
        switch (value) {
            case MICROS -> time(field.row(), scanner.wordLength() - 1, LinePrecision.US);
            case NANOS -> time(field.row(), scanner.wordLength() - 1, LinePrecision.NS);
            case NUMBER, INTEGER -> time(field.row(), scanner.wordLength() - value.suffixBytes(), LinePrecision.AUTO);
            default -> refuse("bad_type", "an epoch number, a time with suffix t or n, or ISO 8601 between quotes");
        }
    }

    private void takeNumber(LineValue value) {
        if (value == LineValue.BOOLEAN || value == LineValue.MICROS || value == LineValue.NANOS) {
            refuse("bad_type", "a number");
        } else {
            int length = scanner.wordLength() - value.suffixBytes();
            rows.value(field.row(), scanner.word(), scanner.wordOffset(), length);
        }
    }

    /** Gives the line a field of a row; false where it has it already, under whatever name. */
    private boolean claim(LineField wanted) {
        RowField row = wanted.row();
        if ((named & row.bit()) != 0) {
            rows.fail(
                    "duplicate_field",
                    wanted.text(),
                    "the line has " + row.text() + " twice, the second time as " + wanted.text());
            return false;
        }
        named |= row.bit();
        rows.name(row);
        hasReceiptTime |= wanted == LineField.RECEIPT_TIMESTAMP;
        return true;
    }

    /** Whether it counts is known only when all fields are read. */
    private void holdExchangeTime() {
        exchangeTimeOffset = scanner.rawOffset();
        exchangeTimeLength = scanner.rawLength();
    }

    /**
     * Reads what ends the line. Cryptofeed ends it with the time of receipt, and has the exchange's time as a field beside
     * that of receipt; elsewhere a field of this name is not known.
     */
    private boolean readTime() {
        boolean hasExchangeTime = hasReceiptTime && exchangeTimeOffset >= 0;
        if (hasExchangeTime && claim(LineField.TIMESTAMP)) {
            rows.value(RowField.TS, body, exchangeTimeOffset, exchangeTimeLength);
        } else if (exchangeTimeOffset >= 0) {
            ignored++;
        }
        scanner.passBlanks();
        if (scanner.peek() == LineScanner.LINE_FEED) {
            return true;
        }
        byte stop = scanner.readWord();
        scanner.passBlanks();
        if (stop == ',' || stop == '=' || scanner.peek() != LineScanner.LINE_FEED) {
            return broken("behind the fields stands more than a timestamp: text with blanks goes between quotes, and a"
                    + " backslash before those of a name");
        }
        if (!hasExchangeTime && claim(LineField.TS)) {
            takeLineTime();
        }
        return true;
    }

    private void takeLineTime() {
        int length = scanner.wordLength();
        byte last = scanner.word()[scanner.wordOffset() + length - 1];
        if (last == 't') {
            time(RowField.TS, length - 1, LinePrecision.US);
        } else if (last == 'n') {
            time(RowField.TS, length - 1, LinePrecision.NS);
        } else {
            time(RowField.TS, length, precision);
        }
    }

    private void time(RowField row, int length, LinePrecision unit) {
        if (unit == LinePrecision.AUTO) {
            rows.value(row, scanner.word(), scanner.wordOffset(), length);
            return;
        }
        try {
            rows.time(row, LineTime.parse(scanner.word(), scanner.wordOffset(), length, unit));
        } catch (JournalException e) {
            rows.fail("bad_time", row.text(), e.getMessage());
        }
    }
}
