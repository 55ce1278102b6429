package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a quiet feed, 40 symbols of one trade a second, writes into the tape and its WAL: the pages are counted, and the seconds are
 * those of the ticks. Every ten seconds there is a commit, as {@link CommitPace} has it, and every minute a checkpoint,
 * which copies each page that is in the WAL once.
 */
@Timeout(120)
class TrickleTest {
    private static final int SYMBOLS = 40;
    private static final int SECONDS_A_COMMIT = 10;
    private static final int MINUTES = 4;
    private static final int FRAME_BYTES = 24 + 4096;
    private static final int WAL_HEADER_BYTES = 32;
    private static final long START_MILLIS = 1_795_428_000_000L;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Random random = new Random(1);
    private final long[] cents = new long[SYMBOLS];
    private long seq;

    @TempDir
    Path directory;

    @Test
    void aTrickleWritesLessThan40KilobytesASecond() throws Exception {
        TapeWriterConfig config =
                TapeWriterConfig.defaults().withCommitEvery(Duration.ofDays(1)).withWal(1L << 40, 1L << 40);
        long bytes = 0;
        try (Journal journal = Journal.open(JournalConfig.defaults(directory.resolve("journal")));
                TapeWriter writer = TapeWriter.open(directory.resolve("tape.db"), journal, config, failure -> {})) {
            record(journal.capture(), writer, 0);
            long from = walBytes();
            for (int minute = 1; minute <= MINUTES; minute++) {
                record(journal.capture(), writer, minute);
                long to = walBytes();
                bytes += to - from + 4096L * distinctPages(from, to);
                from = to;
            }
        }
        long bytesASecond = bytes / (60 * MINUTES);
        System.out.println("TrickleTest: " + bytesASecond + " bytes a second");
        assertThat(bytesASecond).isBetween(1_000L, 40_000L);
    }

    private void record(Capture capture, TapeWriter writer, int minute) throws InterruptedException {
        for (int second = 0; second < 60; second++) {
            addTrades(capture, START_MILLIS + (minute * 60 + second) * 1_000L);
            if (second % SECONDS_A_COMMIT == SECONDS_A_COMMIT - 1) {
                assertThat(capture.flush().awaitAppended(PATIENCE_NANOS)).isTrue();
                assertThat(writer.awaitCommitted(seq, PATIENCE_NANOS)).isTrue();
            }
        }
    }

    private void addTrades(Capture capture, long millis) {
        Tick tick = new Tick();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            cents[symbol] += 600_000 * (cents[symbol] == 0 ? 1 : 0) + random.nextInt(7) - 3;
            long ts = (millis + random.nextInt(900)) * 1_000_000;
            tick.start(capture.symbol("SYM" + symbol), TickKind.TRADE, ts)
                    .recvTs(ts + 40_000_000 + random.nextInt(30_000) * 1_000L)
                    .decimal(0, cents[symbol], 2)
                    .decimal(1, 1 + random.nextInt(5_000), 3)
                    .side(random.nextBoolean() ? Side.BUY : Side.SELL)
                    .idNumber(++seq);
            capture.add(tick);
        }
    }

    private Path wal() {
        return directory.resolve("tape.db-wal");
    }

    private long walBytes() throws IOException {
        return Files.size(wal()) - WAL_HEADER_BYTES;
    }

    /** A frame begins with its page's number. The writer is idle, and SQLite holds no lock on this file that closing it would drop. */
    private int distinctPages(long from, long to) throws IOException {
        ByteBuffer frames = ByteBuffer.wrap(Files.readAllBytes(wal()));
        Set<Integer> pages = new HashSet<>();
        for (long at = from; at < to; at += FRAME_BYTES) {
            pages.add(frames.getInt((int) (WAL_HEADER_BYTES + at)));
        }
        return pages.size();
    }
}
