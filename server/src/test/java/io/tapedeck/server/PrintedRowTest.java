package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Rows of JSON beside what the JDK makes of the same ticks: every kind of field, there and absent, numbers at the borders where
 * they get a digit more, times around the turn of a second and of a day, series by turns.
 */
class PrintedRowTest {
    private static final int ROWS = 100_000;
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long LIMIT = Decimal.LIMIT;
    private static final DateTimeFormatter NINE_DECIMALS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final SymbolRegistry symbols = new SymbolRegistry();
    private final long[] lastIds = new long[7];
    private long lastNanos = 20_000 * DAY_NANOS;
    private long lastSeq;

    @Test
    void rowsAreThoseOfTheJdk() {
        for (int i = 0; i < lastIds.length; i++) {
            symbols.define("S".repeat(1 + 10 * i) + i);
        }
        TickPrinter[] printers = new TickPrinter[Times.Style.values().length];
        for (Times.Style style : Times.Style.values()) {
            printers[style.ordinal()] = new TickPrinter(style, TickText.Numbers.JSON, symbols);
        }
        byte[] bytes = new byte[TickPrinter.MAX_ROW_BYTES];
        Tick tick = new Tick();
        for (int row = 0; row < ROWS; row++) {
            fill(tick);
            Times.Style style =
                    random.nextInt(4) > 0 ? Times.Style.ISO : Times.Style.values()[random.nextInt(printers.length)];
            String printed =
                    new String(bytes, 0, printers[style.ordinal()].json(tick, bytes, 0), StandardCharsets.UTF_8);
            assertThat(printed).as("seed %d, row %d", seed, row).isEqualTo(expected(tick, style));
        }
    }

    private void fill(Tick tick) {
        int symbol = random.nextInt(lastIds.length);
        boolean isQuote = random.nextInt(4) == 0;
        lastNanos = nanos();
        lastSeq = rising(lastSeq);
        tick.start(symbol, isQuote ? TickKind.QUOTE : TickKind.TRADE, lastNanos).seq(lastSeq);
        if (random.nextInt(4) > 0) {
            tick.recvTs(random.nextBoolean() ? lastNanos + random.nextInt(2_000_000_000) : nanos());
        }
        for (int decimal = 0; decimal < (isQuote ? 4 : 2); decimal++) {
            if (random.nextInt(8) > 0) {
                tick.decimal(decimal, mantissa(), random.nextInt(random.nextBoolean() ? 19 : 4));
            }
        }
        if (!isQuote) {
            tick.side(random.nextInt(3) == 0 ? null : random.nextBoolean() ? Side.BUY : Side.SELL);
            switch (random.nextInt(6)) {
                case 0 -> tick.id("a\"b\\c " + random.nextInt(1000) + " \u00e9");
                case 1 -> tick.id(new UUID(random.nextLong(), random.nextLong()).toString());
                case 2 -> tick.id((String) null);
                default -> tick.idNumber(lastIds[symbol] = rising(lastIds[symbol]));
            }
        }
    }

    /** A number a little higher than the last, or any, or one at a border of its length. */
    private long rising(long last) {
        return switch (random.nextInt(20)) {
            case 0 -> Math.floorMod(random.nextLong(), Decimal.power(1 + random.nextInt(18)));
            case 1 -> Math.max(0, Decimal.power(random.nextInt(19)) - 1 - random.nextInt(3));
            default -> (last + random.nextInt(random.nextBoolean() ? 3 : 6000)) % LIMIT;
        };
    }

    private long nanos() {
        return switch (random.nextInt(20)) {
            case 0 -> Math.floorMod(random.nextLong(), Times.END_NANOS);
            case 1 -> random.nextInt(80_000) * DAY_NANOS + random.nextInt(3);
            case 2 -> (1 + random.nextInt(80_000)) * DAY_NANOS - 1 - random.nextInt(3);
            case 3 -> lastNanos / 1_000_000_000L * 1_000_000_000L;
            case 4 -> lastNanos / 1_000_000_000L * 1_000_000_000L + 999_999_999L;
            case 5 -> lastNanos / 1_000_000L * 1_000_000L;
            default -> (lastNanos + random.nextInt(50_000_000)) % Times.END_NANOS;
        };
    }

    private long mantissa() {
        long mantissa = switch (random.nextInt(8)) {
            case 0 -> LIMIT - 1 - random.nextInt(3);
            case 1 -> random.nextInt(3);
            case 2 -> Math.min(LIMIT - 1, Decimal.power(random.nextInt(19)) + random.nextInt(3) - 1);
            case 3 -> Math.floorMod(random.nextLong(), LIMIT);
            default -> random.nextInt((int) Decimal.power(1 + random.nextInt(9)));
        };
        return random.nextInt(5) == 0 ? -mantissa : mantissa;
    }

    private String expected(Tick tick, Times.Style style) {
        String recvTs = tick.hasRecvTs() ? time(tick.recvTsNanos(), style) : "null";
        String row = "{\"seq\":" + tick.seq() + ",\"symbol\":\"" + symbols.name(tick.symbol()) + "\",\"ts\":"
                + time(tick.tsNanos(), style) + ",\"recv_ts\":" + recvTs;
        if (tick.isQuote()) {
            return row + ",\"bid\":" + decimal(tick, 0) + ",\"bid_size\":" + decimal(tick, 1) + ",\"ask\":"
                    + decimal(tick, 2) + ",\"ask_size\":" + decimal(tick, 3) + "}";
        }
        String side = tick.side() == null ? "null" : tick.side() == Side.BUY ? "\"buy\"" : "\"sell\"";
        String id = tick.idText() == null
                ? "null"
                : '"' + tick.idText().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return row + ",\"price\":" + decimal(tick, 0) + ",\"size\":" + decimal(tick, 1) + ",\"side\":" + side
                + ",\"id\":" + id + "}";
    }

    private static String decimal(Tick tick, int decimal) {
        return tick.has(decimal)
                ? BigDecimal.valueOf(tick.mantissa(decimal), tick.scale(decimal))
                        .stripTrailingZeros()
                        .toPlainString()
                : "null";
    }

    private static String time(long nanos, Times.Style style) {
        return switch (style) {
            case ISO -> '"' + NINE_DECIMALS.format(Instant.ofEpochSecond(0, nanos)) + '"';
            case NS -> Long.toString(nanos);
            case US -> Long.toString(nanos / 1_000);
            case MS -> Long.toString(nanos / 1_000_000);
            case S -> Long.toString(nanos / 1_000_000_000);
        };
    }
}
