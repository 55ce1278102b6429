package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHasher;
import io.tapedeck.journal.TickRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A journal and a tape that is written from it, in one directory, with random ticks of some symbols. */
final class RecordedTape implements AutoCloseable {
    static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    static final int SYMBOLS = 30;

    final Path directory;
    final Journal journal;
    final TapeWriter writer;
    private long sent;

    RecordedTape(Path directory, long commitMillis) {
        this(
                directory,
                TapeWriterConfig.defaults().withMemory(4L << 20).withCommitEvery(Duration.ofMillis(commitMillis)));
    }

    RecordedTape(Path directory, TapeWriterConfig config) {
        this.directory = directory;
        journal = Journal.open(JournalConfig.defaults(directory.resolve("journal")));
        writer = TapeWriter.open(tape(directory), journal, config, failure -> {});
        sent = journal.appendedSeq();
    }

    static Path tape(Path directory) {
        return directory.resolve("tape.db");
    }

    /** Records ticks as one request. */
    void send(Random random, int ticks) throws InterruptedException {
        Tick tick = new Tick();
        try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
            for (int i = 0; i < ticks; i++) {
                byte[] symbol = ("S" + random.nextInt(SYMBOLS)).getBytes(StandardCharsets.US_ASCII);
                RandomTicks.fill(tick, request.symbol(symbol, 0, symbol.length), random);
                request.add(tick);
            }
            journal.capture().submit(request, Capture.WhenFull.WAIT).awaitAppended(WAIT_NANOS);
            sent += ticks;
        }
    }

    void awaitCommitted() throws InterruptedException {
        assertThat(writer.progress().await(() -> writer.visibleSeq() >= sent, WAIT_NANOS))
                .isTrue();
        assertThat(writer.awaitCommitted(sent, WAIT_NANOS)).isTrue();
    }

    /** A tape of several runs, with parts and late ticks; closed. */
    static void make(Path directory, long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int run = 0; run < 3; run++) {
            try (RecordedTape tape = new RecordedTape(directory, 1000)) {
                for (int i = 0; i < 6; i++) {
                    tape.send(random, 1 + random.nextInt(3000));
                    tape.awaitCommitted();
                }
            }
        }
    }

    /** The digests of the journal's ticks in a range. */
    static DayDigests journalDigests(Path directory, long fromSeq, long toSeq) {
        DayDigests digests = new DayDigests();
        Tick tick = new Tick();
        try (JournalReader reader = JournalReader.open(directory.resolve("journal"))) {
            TickHasher hasher = new TickHasher(number -> reader.symbols().name(number));
            while (reader.next()) {
                long seq = reader.firstSeq();
                for (int at = reader.rowsOffset(); at < reader.rowsEnd() && reader.type() == RecordType.TICKS; seq++) {
                    at += TickRow.decode(reader.payload(), at, seq, tick);
                    if (seq >= fromSeq && seq <= toSeq) {
                        digests.add(hasher.hash(tick), tick.tsNanos());
                    }
                }
            }
        }
        return digests;
    }

    @Override
    public void close() {
        writer.close();
        journal.close();
    }
}
