package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import java.util.Locale;

/** Reads whole epoch numbers of a known unit, exactly and without making an object. Stateless; any thread. */
final class LineTime {
    private static final String LATE = "is behind the year 2200";

    private LineTime() {}

    /**
     * Reads a time.
     *
     * @param ascii an array with the number
     * @param offset where it begins
     * @param length its bytes
     * @param precision its unit, not AUTO
     * @return nanoseconds since the epoch, from 1970 to 2200
     * @throws JournalException BAD_VALUE
     */
    static long parse(byte[] ascii, int offset, int length, LinePrecision precision) {
        long value = 0;
        for (int at = offset; at < offset + length; at++) {
            int digit = ascii[at] - '0';
            if (digit < 0 || digit > 9) {
                boolean early = ascii[offset] == '-' && length > 1;
                throw refused(early ? "is before 1970" : "is no whole number", precision, ascii, offset, length);
            }
            if (value > (Times.END_NANOS - 1 - digit) / 10) {
                throw refused(LATE, precision, ascii, offset, length);
            }
            value = 10 * value + digit;
        }
        if (length == 0) {
            throw refused("is no whole number", precision, ascii, offset, length);
        }
        if (precision != LinePrecision.NS && value > (Times.END_NANOS - 1) / precision.unitNanos()) {
            throw refused(LATE, precision, ascii, offset, length);
        }
        return value * precision.unitNanos();
    }

    private static JournalException refused(String why, LinePrecision precision, byte[] ascii, int offset, int length) {
        return new JournalException(
                JournalException.Code.BAD_VALUE,
                "timestamp " + Ascii.shown(ascii, offset, length) + " in "
                        + precision.name().toLowerCase(Locale.ROOT) + " " + why
                        + ": expected an epoch number of that unit, or another precision");
    }
}
