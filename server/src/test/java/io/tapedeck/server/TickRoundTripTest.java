package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is printed can be sent in again and is the same, in every form and style; and decoding makes no object a row. */
class TickRoundTripTest {
    private static final String[] IDS = {
        "1", "007", "0191c2d8-7e1a-7abc-8def-0123456789ab", "a,b", "say \"x\"", " é ", "\\n", null
    };

    /** From here on a number of nanoseconds is told by its magnitude. */
    private static final long EARLIEST = 100_000_000_000_000_000L;

    private final SymbolRegistry symbols = new SymbolRegistry();

    private List<Tick> ticks(Random random, int count, TickKind kind) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean quote = kind == null ? random.nextBoolean() : kind == TickKind.QUOTE;
            long nanos = EARLIEST + (long) (random.nextDouble() * (Taken.NOW - EARLIEST));
            Tick tick =
                    new Tick().start(random.nextInt(symbols.count()), quote ? TickKind.QUOTE : TickKind.TRADE, nanos);
            tick.recvTs(nanos)
                    .decimal(
                            quote && random.nextBoolean() ? 2 : 0,
                            random.nextLong() % Decimal.power(1 + random.nextInt(18)),
                            random.nextInt(19));
            if (random.nextBoolean()) {
                tick.decimal(1, random.nextInt(1_000_000), random.nextInt(19));
            }
            if (!quote) {
                tick.side(random.nextInt(3) == 0 ? null : random.nextBoolean() ? Side.BUY : Side.SELL);
                tick.id(IDS[random.nextInt(IDS.length)]);
            }
            ticks.add(tick);
        }
        return ticks;
    }

    private String print(
            List<Tick> ticks, TickText.Format format, Times.Style time, TickText.Numbers numbers, TickKind kind)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TickText text = new TickText(out, format, time, numbers, symbols, kind);
        for (Tick tick : ticks) {
            text.print(tick);
        }
        text.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsPrintedReadsBackAsItWas() throws IOException {
        symbols.define("BTC");
        symbols.define("VENUE:ETH-USD/x.y_z[1](2)");
        Random random = new Random(8);
        for (int round = 0; round < 120; round++) {
            TickText.Format format = TickText.Format.values()[round % 3];
            Times.Style time = List.of(Times.Style.ISO, Times.Style.NS).get(round / 3 % 2);
            TickText.Numbers numbers = TickText.Numbers.values()[round / 6 % 3]; // all but the one that rounds;
            TickKind kind = round % 4 == 0 ? TickKind.TRADE : round % 4 == 1 ? TickKind.QUOTE : null;
            List<Tick> ticks = ticks(random, 40, kind);
            String text = print(ticks, format, time, numbers, kind);
            Taken taken = Taken.decode(format == TickText.Format.JSON ? "[" + text + "]" : text);
            assertThat(taken.refusal).as(text).isNull();
            TickPrinter printer = new TickPrinter(Times.Style.NS, TickText.Numbers.JSON, symbols);
            assertThat(taken.ticks)
                    .isEqualTo(ticks.stream().map(printer::jsonText).toList());
        }
    }

    @Test
    void decodingMakesNoObjectARow() throws IOException {
        symbols.define("BTC");
        List<Tick> ticks = ticks(new Random(9), 100_000, null);
        ticks.forEach(tick -> tick.id(tick.isQuote() ? null : "123456"));
        for (TickText.Format format : List.of(TickText.Format.NDJSON, TickText.Format.CSV)) {
            byte[] body = Taken.utf8(print(ticks, format, Times.Style.ISO, TickText.Numbers.JSON, null));
            CountingTarget target = new CountingTarget();
            long bytes = Allocation.bytes(() -> {
                TickRowBuilder rows = new TickRowBuilder(target, Taken.defaults(), new RowErrors());
                if (format == TickText.Format.CSV) {
                    new CsvBody(rows, Taken.defaults(), false).decode(body, 0, body.length);
                } else {
                    new JsonBody(rows, new RowErrors(), false).decode(body, 0, body.length);
                }
            });
            assertThat(target.count).isEqualTo(200_000);
            assertThat(bytes / 100_000.0).as("bytes a row of %s", format).isLessThan(1);
        }
    }

    private static final class CountingTarget implements RowTarget {
        int count;

        @Override
        public int symbol(byte[] ascii, int offset, int length) {
            return 0;
        }

        @Override
        public void add(Tick tick) {
            count++;
        }
    }
}
