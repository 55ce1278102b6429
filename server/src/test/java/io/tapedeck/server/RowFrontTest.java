package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows of many series by turns, whose fronts are kept: each has its own symbol, its own times and the names of its kind. */
class RowFrontTest {
    private static final DateTimeFormatter NINE_DECIMALS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final SymbolRegistry symbols = new SymbolRegistry();
    private final TickPrinter printer = new TickPrinter(Times.Style.ISO, TickText.Numbers.JSON, symbols);
    private final Random random = new Random(42);

    /** Some times go on by little, some jump by years, and back. */
    private long timeNanos(long nanos) {
        return random.nextInt(10) > 0
                ? nanos
                : Math.floorMod(random.nextLong(), Times.END_NANOS - 1_000_000_000L) + random.nextInt(1_000_000_000);
    }

    private static String text(long nanos) {
        return NINE_DECIMALS.format(Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L));
    }

    @Test
    void everyRowHasWhatItsTickHas() {
        int names = 20_000; // more series than fronts are kept of
        for (int i = 0; i < names; i++) {
            symbols.define(i % 7 == 0 ? "V:" + "X".repeat(i % 50) + i : "S" + i);
        }
        byte[] bytes = new byte[TickPrinter.MAX_ROW_BYTES];
        Tick tick = new Tick();
        long nanos = 1_795_000_000_000_000_000L;
        for (int i = 0; i < 200_000; i++) {
            int symbol = random.nextInt(i % 2 == 0 ? 5 : names);
            nanos += random.nextInt(40_000_000);
            long ts = timeNanos(nanos);
            long recv = timeNanos(nanos);
            boolean isQuote = random.nextBoolean();
            tick.start(symbol, isQuote ? TickKind.QUOTE : TickKind.TRADE, ts)
                    .recvTs(recv)
                    .seq(i);
            tick.decimal(0, 15, 1);
            String row = new String(bytes, 0, printer.json(tick, bytes, 0), StandardCharsets.US_ASCII);
            assertThat(row)
                    .isEqualTo("{\"seq\":" + i + ",\"symbol\":\"" + symbols.name(symbol) + "\",\"ts\":\"" + text(ts)
                            + "\",\"recv_ts\":\"" + text(recv) + "\","
                            + (isQuote
                                    ? "\"bid\":1.5,\"bid_size\":null,\"ask\":null,\"ask_size\":null}"
                                    : "\"price\":1.5,\"size\":null,\"side\":null,\"id\":null}"));
        }
    }
}
