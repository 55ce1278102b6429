package io.tapedeck.tools;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.server.TickText;
import io.tapedeck.server.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.BitSet;

/** Reads the journal and prints its ticks at their pace, up to the last one that is there. One thread. */
final class ReplayRun {
    /** Ticks due within this are printed without a pause: a pause costs more than it. */
    private static final long GRAIN_NANOS = 200_000;

    private final Path data;
    private final ReplayRange range;
    private final Pacer pacer;
    private final Tick tick = new Tick();
    private final BitSet wanted = new BitSet();
    private int known;

    ReplayRun(Path data, ReplayRange range, Pacer pacer) {
        this.data = data;
        this.range = range;
        this.pacer = pacer;
    }

    void run(PrintStream out) throws IOException {
        try (JournalReader reader = JournalReader.open(data.resolve("journal"))) {
            TickText text = new TickText(
                    new PipeStream(out),
                    TickText.Format.NDJSON,
                    Times.Style.ISO,
                    TickText.Numbers.JSON,
                    reader.symbols(),
                    null);
            if (range.firstSeq() > 1) {
                reader.seekSeq(range.firstSeq());
            }
            while (reader.next() && reader.firstSeq() <= range.lastSeq()) {
                if (reader.type() == RecordType.TICKS) {
                    learn(reader);
                    record(reader, text);
                }
            }
            text.flush();
        } catch (PipeStream.ReaderGone e) {
            return; // it has seen what it wanted
        }
    }

    private void learn(JournalReader reader) {
        for (int count = reader.symbols().count(); known < count; known++) {
            wanted.set(known, range.wants(reader.symbols().name(known)));
        }
    }

    private void record(JournalReader reader, TickText text) throws IOException {
        long seq = reader.firstSeq();
        for (int at = reader.rowsOffset(); at < reader.rowsEnd(); seq++) {
            at += TickRow.decode(reader.payload(), at, seq, tick);
            if (wanted.get(tick.symbol()) && range.holds(tick)) {
                long clockNanos = range.clockNanos(tick);
                if (pacer.dueInNanos(clockNanos) > GRAIN_NANOS) {
                    text.flush();
                    pacer.await(clockNanos);
                }
                text.print(tick);
            }
        }
    }
}
