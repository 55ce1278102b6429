package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.KeepJournal;
import io.tapedeck.journal.Tick;
import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay tells of a journal whose oldest files were dropped: a trade an hour, a file an hour. */
class JournalReplayTest {
    private static final long HOUR_NANOS = TimeUnit.MINUTES.toNanos(61);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int TRADES = 8;

    @TempDir
    Path data;

    private final long start = DeckFixture.nanos(Instant.parse("2026-11-23T10:00:00Z"));
    private final AtomicLong now = new AtomicLong(start);

    @BeforeEach
    void record() {
        try (Tapedeck deck = open()) {
            for (int i = 1; i <= TRADES; i++) {
                deck.capture().trade("A", now.get(), "1", "1", null);
                deck.query().awaitVisible(i, Deadline.in(PATIENCE_NANOS));
                now.addAndGet(HOUR_NANOS);
            }
        }
    }

    private Tapedeck open() {
        return Tapedeck.open(TapedeckConfig.defaults(data).withClock(now::get));
    }

    private long drop(Tapedeck deck) {
        deck.journal().dropFiles(new KeepJournal(Duration.ofHours(2), Long.MAX_VALUE));
        assertThat(deck.journal().baseSeq()).isBetween(5L, 7L);
        return deck.journal().baseSeq();
    }

    /** What a replay tells, tick by tick and by stretches alike. */
    private static List<String> all(Tapedeck deck, ReplayRange range) throws IOException {
        List<String> told = all(JournalReplay.of(deck.journal().reader(), range));
        List<String> moved = new ArrayList<>();
        try (JournalReplay replay = JournalReplay.of(deck.journal().reader(), range)) {
            ReplayStretch stretch = new ReplayStretch();
            boolean isMore;
            do {
                isMore = replay.fill(stretch);
                stretch.moveTo(replay.rows(), new Words(moved));
            } while (isMore);
        }
        assertThat(moved).isEqualTo(told);
        assertThat(PrintedReplay.byStretches(JournalReplay.of(deck.journal().reader(), range)))
                .isEqualTo(PrintedReplay.byTicks(JournalReplay.of(deck.journal().reader(), range)))
                .contains("\"replay\":true");
        return told;
    }

    /** Writes down what it is told. */
    private record Words(List<String> told) implements ReplaySink {
        @Override
        public void tick(Tick tick) {
            told.add(Long.toString(tick.seq()));
        }

        @Override
        public void gap(ReplaySource.Gap gap) {
            told.add(words(gap));
        }

        @Override
        public void flush() {
            // nothing is held back
        }
    }

    private static List<String> all(ReplaySource source) {
        List<String> told = new ArrayList<>();
        try (source) {
            while (source.next()) {
                if (source.tick() != null || source.gap() != null) {
                    told.add(words(source));
                }
            }
        }
        return told;
    }

    private static String words(ReplaySource source) {
        return source.gap() == null ? Long.toString(source.tick().seq()) : words(source.gap());
    }

    private static String words(ReplaySource.Gap gap) {
        return gap.fromSeq() + "-" + gap.toSeq() + " " + gap.reason();
    }

    private static List<String> expected(String first, long fromSeq) {
        List<String> expected = new ArrayList<>(List.of(first));
        for (long seq = fromSeq; seq <= TRADES; seq++) {
            expected.add(Long.toString(seq));
        }
        return expected;
    }

    @Test
    void what_was_dropped_is_a_gap_as_far_as_it_is_of_the_range() throws IOException {
        try (Tapedeck deck = open()) {
            long base = drop(deck);
            long behind = base - 1;
            ReplayRange all = ReplayRange.ALL;
            assertThat(all(deck, all)).isEqualTo(expected("1-" + behind + " retention", base));
            assertThat(all(deck, all.withSeqs(3, Long.MAX_VALUE)))
                    .isEqualTo(expected("3-" + behind + " retention", base));
            assertThat(all(deck, all.withSeqs(2, 3))).containsExactly("2-3 retention");
            assertThat(all(deck, all.withSeqs(TRADES, Long.MAX_VALUE))).containsExactly(Long.toString(TRADES));
        }
    }

    @Test
    void a_search_says_so_before_it_has_come_to_what_is_wanted() {
        try (Tapedeck deck = open()) {
            for (int i = 0; i < 3 * JournalReplay.RECORDS_A_SEARCH; i++) {
                deck.capture().trade("A", now.get(), "1", "1", null);
                deck.query().awaitVisible(TRADES + i + 1, Deadline.in(PATIENCE_NANOS));
            }
            deck.capture().trade("B", now.get(), "1", "1", null);
            deck.query().awaitVisible(TRADES + 3 * JournalReplay.RECORDS_A_SEARCH + 1, Deadline.in(PATIENCE_NANOS));
            ReplayRange range = ReplayRange.ALL.withSymbols("B");
            try (ReplaySource source = JournalReplay.of(deck.journal().reader(), range)) {
                int searches = 0;
                while (source.next() && source.tick() == null) {
                    assertThat(source.gap()).isNull();
                    searches++;
                }
                assertThat(searches).isGreaterThanOrEqualTo(3);
                assertThat(words(source)).isEqualTo(Long.toString(TRADES + 3 * JournalReplay.RECORDS_A_SEARCH + 1));
                assertThat(source.next()).isFalse();
            }
        }
    }

    @Test
    void a_time_of_receipt_is_found_in_the_journal() throws IOException {
        try (Tapedeck deck = open()) {
            long base = drop(deck);
            ReplayRange last =
                    ReplayRange.ALL.withTimes(ReplayClock.RECV_TS, start + (TRADES - 1) * HOUR_NANOS, Long.MAX_VALUE);
            assertThat(all(deck, last)).containsExactly(Long.toString(TRADES));
            ReplayRange early = ReplayRange.ALL.withTimes(ReplayClock.RECV_TS, start + HOUR_NANOS, Long.MAX_VALUE);
            assertThat(all(deck, early)).isEqualTo(expected("1-" + (base - 1) + " retention", base));
        }
    }

    @Test
    void files_that_are_dropped_under_a_replay_become_a_gap() {
        try (Tapedeck deck = open();
                ReplaySource source = JournalReplay.of(deck.journal().reader(), ReplayRange.ALL)) {
            assertThat(source.next()).isTrue();
            assertThat(words(source)).isEqualTo("1");
            long base = drop(deck);
            List<String> rest = all(source);
            long gapFrom = Long.parseLong(rest.stream()
                    .filter(word -> word.endsWith("retention"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst("-.*", ""));
            List<String> expected = new ArrayList<>();
            for (long seq = 2; seq < gapFrom; seq++) { // what was mapped still can be read
                expected.add(Long.toString(seq));
            }
            expected.addAll(expected(gapFrom + "-" + (base - 1) + " retention", base));
            assertThat(rest).isEqualTo(expected);
        }
    }
}
