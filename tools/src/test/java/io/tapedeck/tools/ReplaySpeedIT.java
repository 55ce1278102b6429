package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long {@code replay --speed max} takes into {@code /dev/null}, beside the same command asked for a symbol that no tick has,
 * which reads, checks and decodes the same journal from end to end and prints nothing, and beside one that ends behind the first
 * tick, which is what the process takes to start. By turns, and the medians are printed; that every tick is printed is judged,
 * the figures are the machine's and are not.
 */
@Tag("torture")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class ReplaySpeedIT {
    private static final long TICKS = Long.getLong("tapedeck.replay.ticks", 50_000_000);
    private static final int ROUNDS = 5;

    @TempDir
    private Path work;

    @Test
    void without_a_pace_into_nothing_beside_reading_alone() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        try (Journal journal = Journal.open(JournalConfig.defaults(data.resolve("journal")))) {
            new MarketWorkload(20, 1, TICKS).capture(journal.capture(), 0, TICKS, new Halt());
        }
        try (Jar jar = Jar.start(work, "replay", "--data", "data", "--speed", "max")) {
            assertThat(lines(jar.output())).isEqualTo(TICKS);
            assertThat(jar.exitCode()).isZero();
        }
        long[] started = new long[ROUNDS];
        long[] read = new long[ROUNDS];
        long[] printed = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            started[round] = Jar.nanosOf(work, "replay", "--data", "data", "--speed", "max", "--to-seq", "1");
            read[round] = Jar.nanosOf(work, "replay", "--data", "data", "--speed", "max", "--symbols", "NO.SUCH");
            printed[round] = Jar.nanosOf(work, "replay", "--data", "data", "--speed", "max");
        }
        double startSeconds = medianSeconds(started);
        double readSeconds = medianSeconds(read);
        double printedSeconds = medianSeconds(printed);
        System.out.printf(
                "ReplaySpeedIT: %d trades, medians: start %.2f s, only read %.2f s, printed %.2f s, ratio %.2f; without the start"
                        + " %.1f M trades/s read, %.1f M printed%n",
                TICKS,
                startSeconds,
                readSeconds,
                printedSeconds,
                printedSeconds / readSeconds,
                TICKS / (readSeconds - startSeconds) / 1e6,
                TICKS / (printedSeconds - startSeconds) / 1e6);
    }

    private static double medianSeconds(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2] / 1e9;
    }

    private static long lines(InputStream in) throws Exception {
        byte[] buffer = new byte[1 << 20];
        long lines = 0;
        for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
            for (int i = 0; i < bytes; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
        }
        return lines;
    }
}
