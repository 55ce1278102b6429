package io.tapedeck.tools;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The checksum of an answer, for comparing it with one that was looked at closely. Stateless. */
final class BodySum {
    private static final byte[] AGE = "\"age_ms\":".getBytes(StandardCharsets.US_ASCII);

    private BodySum() {}

    static long of(byte[] body, int length) {
        CRC32C sum = new CRC32C();
        sum.update(body, 0, length);
        return sum.getValue();
    }

    /** The same of all but the ages of ticks, which differ from one moment to the next. */
    static long withoutAges(byte[] body, int length) {
        CRC32C sum = new CRC32C();
        int from = 0;
        for (int at = 0; at < length; at++) {
            if (body[at] == AGE[0] && isAge(body, at, length)) {
                sum.update(body, from, at - from);
                at += AGE.length;
                while (at < length && body[at] >= '-' && body[at] <= '9') {
                    at++;
                }
                from = at;
            }
        }
        sum.update(body, from, length - from);
        return sum.getValue();
    }

    private static boolean isAge(byte[] body, int at, int length) {
        for (int i = 1; i < AGE.length; i++) {
            if (at + i >= length || body[at + i] != AGE[i]) {
                return false;
            }
        }
        return true;
    }
}
