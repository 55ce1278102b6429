package io.tapedeck.query;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TapeWriter;
import io.tapedeck.writer.TapeWriterConfig;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A journal, its writer and an engine over both, in a directory of their own: the real classes, committing often. */
final class RealTape implements AutoCloseable {
    final Path file;
    final Journal journal;
    final TapeWriter writer;
    final QueryEngine engine;

    RealTape(Path directory, Duration commitEvery) {
        this(directory, TapeWriterConfig.defaults().withCommitEvery(commitEvery));
    }

    RealTape(Path directory, TapeWriterConfig config) {
        file = directory.resolve("tape.db");
        journal = Journal.open(
                JournalConfig.defaults(directory.resolve("journal")).withSyncEvery(Duration.ofMillis(5)));
        writer = TapeWriter.open(file, journal, config, failure -> {});
        engine = QueryEngine.open(file, writer, QueryConfig.defaults());
    }

    /** Records ticks in one request; symbol n is called Sn, and seq are given in the order of the list. */
    void record(List<TestTick> ticks) {
        try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
            for (TestTick tick : ticks) {
                byte[] name = ("S" + tick.symbol()).getBytes(StandardCharsets.US_ASCII);
                request.add(holder(tick, request.symbol(name, 0, name.length)));
            }
            journal.capture().submit(request, Capture.WhenFull.WAIT);
        }
    }

    private static Tick holder(TestTick tick, int symbol) {
        Tick holder = new Tick().start(symbol, tick.kind(), tick.ts());
        BigDecimal[] decimals = {tick.d0(), tick.d1(), tick.d2(), tick.d3()};
        for (int i = 0; i < decimals.length; i++) {
            if (decimals[i] != null) {
                holder.decimal(i, decimals[i].unscaledValue().longValueExact(), decimals[i].scale());
            }
        }
        if (tick.recvTs() != null) {
            holder.recvTs(tick.recvTs());
        }
        if (tick.kind() == TickKind.TRADE) {
            holder.side(tick.side()).id(tick.id());
        }
        return holder;
    }

    @Override
    public void close() {
        engine.close();
        writer.close();
        journal.close();
    }
}
