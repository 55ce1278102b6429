package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is printed by stretches on several threads is, byte by byte, what is printed tick by tick on one: ranges of every kind of a
 * random journal with small records and some of many stretches, with events, with new symbols on the way, and with damage.
 */
@Timeout(120)
class StretchPrinterTest {
    private static final int ROUNDS = 6;
    private static final int RANGES = 60;
    private static final int NEW_SYMBOLS = 60; // a round
    private static final String LONG_ID = "\ud83d\udcc8".repeat(40); // 160 bytes

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private long ticks;

    @TempDir
    Path data;

    private void record() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int round = 0; round < ROUNDS; round++) {
                TestEvents.fill(fixture, random, round * 1_000);
                many(fixture.deck.capture(), 1 + random.nextInt(4 * ReplayStretch.MAX_ROWS), "N" + round);
            }
            ticks = fixture.deck.journal().appendedSeq();
        }
    }

    /** Ticks of one record. */
    private void many(Capture capture, int count, String symbol) throws InterruptedException {
        int[] symbols = new int[NEW_SYMBOLS];
        for (int i = 0; i < NEW_SYMBOLS; i++) {
            symbols[i] = capture.symbol(i == 0 ? "S0" : symbol + "." + i);
        }
        Tick tick = new Tick();
        try (Request request = capture.request(Capture.WhenFull.WAIT)) {
            for (int i = 0; i < count; i++) {
                boolean isQuote = random.nextInt(4) == 0;
                long ts = DeckFixture.nanos(DeckFixture.START) + random.nextInt(2_000_000_000);
                tick.start(
                                symbols[random.nextInt(1 + random.nextInt(NEW_SYMBOLS))],
                                isQuote ? TickKind.QUOTE : TickKind.TRADE,
                                ts)
                        .decimal(0, random.nextInt(1_000_000), random.nextInt(5))
                        .decimal(isQuote ? 2 : 1, random.nextInt(1_000_000), random.nextInt(5));
                if (random.nextBoolean()) {
                    tick.recvTs(ts + random.nextInt(1_000));
                }
                if (!isQuote && random.nextBoolean()) {
                    tick.id(random.nextInt(4) == 0 ? LONG_ID : "\"" + i + "\\");
                }
                request.add(tick);
            }
            capture.submit(request, Capture.WhenFull.WAIT).awaitAppended(TestEvents.PATIENCE_NANOS);
        }
    }

    private JournalReplay replay(ReplayRange range) {
        return JournalReplay.of(JournalReader.open(data.resolve("journal")), range);
    }

    private String byTicks(ReplayRange range) throws IOException {
        return PrintedReplay.byTicks(replay(range));
    }

    private String byStretches(ReplayRange range) throws IOException {
        return PrintedReplay.byStretches(replay(range));
    }

    private ReplayRange range() {
        boolean hasEvents = random.nextBoolean();
        long first = 1 + (random.nextBoolean() ? 0 : random.nextLong(ticks));
        long start = DeckFixture.nanos(DeckFixture.START);
        boolean hasTimes = random.nextInt(3) == 0;
        return new ReplayRange(
                ReplayClock.values()[random.nextInt(2)],
                hasTimes ? start + random.nextLong(2_000_000_000) : Long.MIN_VALUE,
                hasTimes && random.nextBoolean() ? start + random.nextLong(200_000_000_000L) : Long.MAX_VALUE,
                first,
                random.nextBoolean() ? Long.MAX_VALUE : first + random.nextLong(ticks),
                List.of("*", "S1,N*", "N3.*", "NO.SUCH").get(random.nextInt(4)),
                random.nextInt(3) > 0 ? Set.of(TickKind.values()) : Set.of(TickKind.values()[random.nextInt(2)]),
                hasEvents
                        ? new ReplayRange.Events(Set.of(StoredEvent.POSITION, StoredEvent.ALERT), 0, Long.MAX_VALUE)
                        : ReplayRange.Events.NONE);
    }

    @Test
    void a_range_is_printed_as_tick_by_tick() throws Exception {
        record();
        long printed = 0;
        for (int i = 0; i < RANGES; i++) {
            ReplayRange range = i == 0 ? ReplayRange.ALL : range();
            String expected = byTicks(range);
            assertThat(byStretches(range)).as("seed %d: %s", seed, range).isEqualTo(expected);
            printed += expected.length();
        }
        assertThat(printed).as("seed %d", seed).isGreaterThan(10 * ReplayStretch.MAX_ROWS);
    }

    @Test
    void what_lies_before_damage_is_printed_and_the_damage_told() throws Exception {
        record();
        int half = DamagedJournal.count(data) / 2;
        DamagedJournal.flip(data, half + random.nextInt(half - 1), DamagedJournal.IN_HEADER);
        String expected = byTicks(ReplayRange.ALL);
        assertThat(expected).as("seed %d", seed).startsWith("{\"seq\":1,").endsWith("run verify, then recover");
        assertThat(byStretches(ReplayRange.ALL)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void no_record_makes_a_stretch_longer() throws Exception {
        record();
        int[] taken = new int[1];
        ReplaySink counting = new ReplaySink() {
            @Override
            public void tick(Tick tick) {
                taken[0]++;
            }

            @Override
            public void gap(ReplaySource.Gap gap) {}

            @Override
            public void flush() {}
        };
        long all = 0;
        try (JournalReplay replay = replay(ReplayRange.ALL)) {
            ReplayStretch stretch = new ReplayStretch();
            RangeRows rows = replay.rows();
            for (boolean isMore = true; isMore; all += taken[0]) {
                isMore = replay.fill(stretch);
                taken[0] = 0;
                stretch.moveTo(rows, counting);
                assertThat(taken[0]).isLessThanOrEqualTo(ReplayStretch.MAX_ROWS);
            }
        }
        assertThat(all).as("seed %d", seed).isEqualTo(ticks);
    }

    @Test
    void who_does_not_take_the_text_ends_it_and_its_threads() throws Exception {
        record();
        OutputStream broken = new OutputStream() {
            private long bytes;

            @Override
            public void write(int value) {
                throw new AssertionError("never byte by byte");
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                bytes += length;
                if (bytes > 100_000) {
                    throw new IOException("gone");
                }
            }
        };
        try (JournalReplay replay = replay(ReplayRange.ALL)) {
            assertThatThrownBy(() -> replay.print(broken)).hasMessage("gone");
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tapedeck-replay-print")) {
                thread.join(Duration.ofSeconds(30).toMillis());
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }
}
