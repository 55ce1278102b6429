package io.tapedeck.tools;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * One of a row of trades that differ in all that an export may meet: scales that change, the largest and smallest numbers,
 * negative prices, values that are absent, ids of every type, symbols that no file may be named by. Times grow or stay.
 *
 * @param symbol the symbol
 * @param tsNanos its time
 * @param recvNanos its receive time
 * @param price the price in plain text without zeros at its end
 * @param size the size likewise, or null
 * @param side buy or sell, or null
 * @param id the id, or null
 */
record ExportedTrade(String symbol, long tsNanos, long recvNanos, String price, String size, String side, String id) {
    static final String[] SYMBOLS = {"BTCUSDT", "..", "a/b%41;#=&~", "EUR-USD_1", "X.Y:Z@"};

    private static final long START_NANOS = 1_722_470_100_000_000_000L; // 2024-07-31T23:55:00Z: few are of two dates
    private static final BigInteger LIMIT = BigInteger.TEN.pow(18).subtract(BigInteger.ONE);

    /** The trade of a number, the same in every run. */
    static ExportedTrade of(long number) {
        SplittableRandom random = new SplittableRandom(number);
        // A seventh of a second on from the last, now and then none; half a million take a day.
        long ts = START_NANOS + number / 3 * 3 * 172_800_001L;
        return new ExportedTrade(
                SYMBOLS[random.nextInt(SYMBOLS.length)],
                ts,
                ts + random.nextLong(-1_000_000_000L, 1_000_000_000L),
                decimal(random),
                random.nextInt(9) == 0 ? null : decimal(random).replace("-", ""),
                random.nextInt(5) == 0 ? null : random.nextBoolean() ? "buy" : "sell",
                id(random, number));
    }

    private static String decimal(SplittableRandom random) {
        BigDecimal value = switch (random.nextInt(20)) {
            case 0 -> new BigDecimal(LIMIT, random.nextInt(19));
            case 1 -> new BigDecimal(LIMIT.negate(), random.nextInt(19));
            case 2 ->
                BigDecimal.valueOf(
                        random.nextLong(-999_999_999_999_999_999L, 999_999_999_999_999_999L), random.nextInt(19));
            case 3 -> BigDecimal.valueOf(random.nextInt(5) - 2, 18);
            case 4 -> BigDecimal.valueOf(random.nextInt(1_000_000), 8);
            default -> BigDecimal.valueOf(6_180_000 + random.nextInt(5_000), 2);
        };
        return plain(value);
    }

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String id(SplittableRandom random, long number) {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 2 -> "\u00e9\ud83d\ude00'%,;\u4e2d" + number;
            case 3 -> "0" + number;
            default -> Long.toString(number);
        };
    }

    /** As a line of JSON that a server takes. */
    String json() {
        return "{\"symbol\":\"" + symbol + "\",\"ts\":" + tsNanos + ",\"recv_ts\":" + recvNanos + ",\"price\":" + price
                + ",\"size\":" + size + ",\"side\":" + quoted(side) + ",\"id\":" + quoted(id) + "}\n";
    }

    private static String quoted(String text) {
        return text == null ? null : '"' + text + '"';
    }

    /** As the values that a reader finds, with bars between them. */
    String row() {
        return String.join(
                "|",
                symbol,
                Long.toString(tsNanos),
                Long.toString(recvNanos),
                price,
                String.valueOf(size),
                String.valueOf(side),
                String.valueOf(id));
    }
}
