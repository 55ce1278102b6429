package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeekTest {
    /** A record as a full read finds it. */
    record Found(long number, long firstSeq, long lastSeq, long nanos, long index, int crc) {
        static Found of(JournalReader reader) {
            return new Found(
                    reader.recordNumber(),
                    reader.firstSeq(),
                    reader.firstSeq() + reader.count() - 1,
                    reader.captureNanos(),
                    reader.index(),
                    reader.crc());
        }

        boolean isBehind(long seq, long afterNumber) {
            boolean holdsLast = firstSeq <= lastSeq;
            return lastSeq > seq || lastSeq == seq && !holdsLast && number > afterNumber;
        }
    }

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();

    @Test
    void everySeekFindsWhatAFullReadFinds() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        JournalConfig config =
                JournalConfig.defaults(directory).withClock(clock).withRoll(1 << 20, Duration.ofHours(1));
        try (Journal journal = Journal.open(config)) {
            int n = 0;
            for (int i = 0; i < 1500; i++) {
                int ticks = random.nextInt(40) == 0 ? 5000 : 1 + random.nextInt(20);
                append(journal, n, n + ticks);
                n += ticks;
                for (int events = random.nextInt(6) - 3; events > 0; events--) {
                    journal.capture().event(1, new byte[random.nextInt(200)]).awaitAppended(PATIENCE_NANOS);
                }
                clock.move(Duration.ofNanos(random.nextInt(3)));
            }
            List<Found> all = new ArrayList<>();
            try (JournalReader inside = journal.reader();
                    JournalReader outside = JournalReader.open(directory)) {
                while (inside.next()) {
                    all.add(Found.of(inside));
                }
                for (int i = 0; i < 300; i++) {
                    JournalReader reader = random.nextBoolean() ? inside : outside;
                    seekAnywhere(reader, all, random, "seed " + seed);
                }
            }
            assertThat(JournalFiles.list(directory)).hasSizeGreaterThan(4);
        }
    }

    private void seekAnywhere(JournalReader reader, List<Found> all, Random random, String seed) {
        Found last = all.get(all.size() - 1);
        Found some = all.get(random.nextInt(all.size()));
        Found expected;
        switch (random.nextInt(4)) {
            case 0 -> {
                long seq = random.nextLong(last.lastSeq() + 3);
                reader.seekSeq(seq);
                expected =
                        all.stream().filter(f -> f.lastSeq() >= seq).findFirst().orElse(null);
            }
            case 1 -> {
                long nanos = some.nanos() + random.nextInt(3) - 1;
                reader.seekTime(nanos);
                expected =
                        all.stream().filter(f -> f.nanos() >= nanos).findFirst().orElse(null);
            }
            case 2 -> {
                // The record itself, the one in front, any other, none.
                long seq = Math.max(0, some.lastSeq() - random.nextInt(3));
                long number = random.nextInt(3) == 0 ? 0 : some.number() - random.nextInt(3);
                int near = all.indexOf(some) - random.nextInt(3);
                long index = near < 0 ? random.nextLong() : all.get(near).index();
                reader.seekPlace(seq, number, index);
                expected = all.stream()
                        .filter(f -> f.isBehind(seq, number))
                        .findFirst()
                        .orElse(null);
                // Whatever else comes first is right in front of it, and no tick behind the place.
                assertThat(reader.recordsBehind())
                        .as(seed)
                        .isLessThan(expected == null ? Long.MAX_VALUE : expected.number());
                while (reader.next()) {
                    if (expected != null && reader.recordNumber() == expected.number()) {
                        assertThat(Found.of(reader)).as(seed).isEqualTo(expected);
                        return;
                    }
                    assertThat(reader.firstSeq() + reader.count() - 1).as(seed).isEqualTo(seq);
                    assertThat(reader.recordNumber()).as(seed).isLessThanOrEqualTo(number);
                }
                assertThat(expected).as(seed).isNull();
                return;
            }
            default -> {
                assertThat(reader.seekBehind(some.index(), some.number(), some.crc()))
                        .isTrue();
                expected = some == last ? null : all.get((int) some.number());
            }
        }
        assertThat(reader.next()).as(seed).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(Found.of(reader)).as(seed).isEqualTo(expected);
            Tick tick = new Tick();
            for (int at = reader.rowsOffset(); at < reader.rowsEnd(); ) {
                at += TickRow.decode(reader.payload(), at, 1, tick);
                assertThat(reader.symbols().name(tick.symbol())).isEqualTo("S" + tick.mantissa(0) % 7);
            }
        }
    }

    @Test
    void aReaderAtTheEndGoesOnWithWhatIsAppendedNext() {
        try (Journal journal = Journal.open(JournalConfig.defaults(directory).withClock(clock))) {
            append(journal, 0, 10);
            try (JournalReader reader = journal.reader()) {
                reader.seekSeq(11);
                assertThat(reader.next()).isFalse();
                append(journal, 10, 20);
                assertThat(reader.next()).isTrue();
                assertThat(reader.firstSeq()).isEqualTo(11);
                reader.seekSeq(Long.MAX_VALUE);
                assertThat(reader.next()).isFalse();
                clock.move(Duration.ofHours(5));
                append(journal, 20, 30);
                assertThat(reader.next()).isTrue();
                assertThat(reader.type()).isEqualTo(RecordType.HEADER);
                assertThat(TestTicks.numbers(reader)).isEqualTo(TestJournals.range(20, 30));
            }
        }
    }
}
