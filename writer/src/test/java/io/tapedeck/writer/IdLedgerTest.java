package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Goal: exactly the ids that are missing are told, whatever comes late, twice or from another numbering. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IdLedgerTest {
    private final GapTotals totals = new GapTotals();
    private IdLedger ledger = new IdLedger(0);
    private final TreeMap<Long, IdGap> table = new TreeMap<>();
    private JoinedGaps joined = JoinedGaps.NONE;
    private final PlainIds plain = new PlainIds();
    private long[] words = new long[0];
    private int rows;
    private long seq;
    private long tsNanos;

    @Test
    void tells_what_a_plain_model_tells_of_drops_swaps_repeats_and_new_numberings() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> held = new ArrayList<>();
        long id = 1_000;
        for (int step = 0; step < 60_000; step++) {
            tsNanos += random.nextInt(3);
            int what = random.nextInt(1_000);
            if (what < 6) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    if (random.nextInt(3) > 0) {
                        held.add(id);
                    }
                    id++;
                }
            } else if (what < 40 && !held.isEmpty()) {
                come(held.remove(random.nextInt(held.size())));
            } else if (what < 60) {
                come(Math.max(0, id - random.nextInt(50)), tsNanos - 5); // again, as after a reconnection
            } else if (what == 60 && random.nextInt(2) == 0) {
                id = random.nextInt(20_000);
                held.clear();
            } else {
                come(id++);
            }
            if (random.nextInt(200) == 0) {
                apply();
                check(seed);
            }
            if (random.nextInt(500) == 0) {
                restart();
            }
        }
        apply();
        check(seed);
        assertThat(totals.gaps()).as("seed %s", seed).isPositive();
        assertThat(totals.filledIds()).as("seed %s", seed).isPositive();
        assertThat(plain.numberings).as("seed %s", seed).isGreaterThan(1);
    }

    private void check(long seed) {
        List<String> told = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (IdGap gap : table.values()) {
            for (long id = gap.fromId(); id <= gap.toId(); id++) {
                ids.add(id);
            }
            if (plain.missing.contains(gap.fromId()) && !plain.missing.contains(gap.fromId() - 1)) {
                told.add(gap.fromId() + "-" + gap.toId() + " " + gap.beforeSeq() + " " + gap.afterSeq());
            }
        }
        List<Long> wanted = new ArrayList<>(plain.missing);
        wanted.addAll(plain.lost);
        ids.sort(null);
        wanted.sort(null);
        assertThat(ids).as("seed %s", seed).isEqualTo(wanted);
        assertThat(told).as("seed %s", seed).containsAll(plain.runs());
        assertThat(totals.missingIds() - totals.filledIds()).isEqualTo(wanted.size());
    }

    @Test
    void reports_no_source_with_strided_random_or_few_ids() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            come(3L * i);
        }
        for (int i = 0; i < 2_000; i++) {
            come(random.nextInt(1_000_000_000));
        }
        for (int i = 1; i < IdLedger.CONTIGUOUS_AFTER; i++) {
            come(5_000_000_000L + i);
        }
        come(5_000_001_000L);
        apply();
        assertThat(table).isEmpty();
        assertThat(totals.gaps()).isZero();
    }

    @Test
    void keeps_the_oldest_gaps_as_they_are_once_there_are_too_many_to_close() {
        long id = 0;
        for (int gap = 0; gap <= IdLedger.MAX_OPEN; gap++) {
            for (int i = 0; i < 50; i++) {
                come(id++);
            }
            id++;
        }
        come(id);
        come(50); // of the oldest gap
        come(101); // of the one behind it
        apply();
        assertThat(table).hasSize(IdLedger.MAX_OPEN).containsKey(1L).doesNotContainKey(2L);
    }

    @Test
    void joins_the_oldest_gaps_of_a_source_that_jumps_for_ever_whenever_cuts_come() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        IdLedger neverCut = new IdLedger(0);
        TreeSet<Long> missing = new TreeSet<>();
        ArrayDeque<Long> late = new ArrayDeque<>();
        long id = 0;
        for (int step = 0; step < 1_000_000; step++) {
            if (step % 34 == 33) {
                for (int lost = random.nextInt(4); lost >= 0; lost--) {
                    missing.add(id);
                    late.add(id++);
                }
            }
            if (random.nextInt(100) == 0 && !late.isEmpty()) {
                long comes = late.removeLast(); // of the last gap: it closes it or cuts it
                missing.remove(comes);
                arrive(comes);
            }
            late.removeIf(lost -> late.size() > 20);
            arrive(id++);
            if (random.nextInt(3_000) == 0) {
                neverCut.apply(words, 0, rows * TickRows.TRADE_STRIDE, new GapTotals());
                restart();
                assertThat(table).as("seed %s", seed).hasSizeLessThanOrEqualTo(IdLedger.MAX_ROWS);
            }
        }
        neverCut.apply(words, 0, rows * TickRows.TRADE_STRIDE, new GapTotals());
        apply();
        checkJoined(missing, "seed " + seed);
        IdLedger.Change whole = neverCut.cut();
        whole.changed().values().removeIf(gap -> gap == null);
        assertThat(whole.changed()).as("seed %s", seed).isEqualTo(table);
        assertThat(whole.joined()).as("seed %s", seed).isEqualTo(joined);
    }

    private void checkJoined(TreeSet<Long> missing, String seed) {
        List<PlainIds.Run> told = new ArrayList<>();
        TreeSet<Long> rest = new TreeSet<>(missing);
        for (IdGap gap : table.values()) {
            told.add(new PlainIds.Run(gap.fromId(), gap.toId()));
            rest.subSet(gap.fromId(), gap.toId() + 1).clear();
        }
        assertThat(PlainIds.runs(missing)).as(seed).containsAll(told).hasSize(told.size() + (int) joined.gaps());
        assertThat(joined.ids()).as(seed).isEqualTo(rest.size());
        assertThat(joined.fromId()).as(seed).isEqualTo(rest.first());
        assertThat(joined.toId()).as(seed).isEqualTo(rest.last());
        assertThat(joined.beforeTsNanos()).as(seed).isLessThan(joined.afterTsNanos());
    }

    @Test
    void joined_gaps_are_the_same_in_any_order() {
        IdGap early = new IdGap(1, 5, 6, 100, 3, 90, 4);
        IdGap late = new IdGap(2, 1, 3, 120, 7, 130, 8);
        JoinedGaps both = JoinedGaps.NONE.with(early).with(late);
        assertThat(both).isEqualTo(new JoinedGaps(2, 5, 1, 6, 90, 4, 130, 8));
        assertThat(JoinedGaps.of(late).with(JoinedGaps.of(early))).isEqualTo(both);
    }

    @Test
    void gives_up_a_source_whose_gaps_come_thick() {
        long id = 0;
        for (int i = 0; i < 100; i++) {
            come(id++);
        }
        for (int i = 0; i < 10_000; i++) {
            come(id += 2);
        }
        apply();
        assertThat(table).hasSizeBetween(10, IdLedger.MAX_DOUBT / (IdLedger.DOUBT_OF_GAP - 1) + 2);
    }

    @Test
    void takes_a_jump_that_no_outage_makes_for_another_numbering() {
        for (long first : new long[] {0, 10 + IdLedger.MAX_MISSING * 2}) {
            for (int i = 0; i < 100; i++) {
                come(first + i);
            }
        }
        come(10 + IdLedger.MAX_MISSING * 2 + 102);
        apply();
        assertThat(table.values()).singleElement().extracting(IdGap::ids).isEqualTo(2L);
    }

    @Test
    void refuses_a_state_that_is_not_what_was_written() {
        assertThatThrownBy(() -> ledger.restore(new byte[9], Map.of()))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("9 bytes");
    }

    private void come(long id) {
        come(id, ++tsNanos);
    }

    private void come(long id, long ts) {
        arrive(id, ts);
        plain.accept(id, ts, seq);
    }

    private void arrive(long id) {
        arrive(id, ++tsNanos);
    }

    private void arrive(long id, long ts) {
        seq++;
        if (words.length < (rows + 1) * TickRows.TRADE_STRIDE) {
            words = Arrays.copyOf(words, words.length * 2 + TickRows.TRADE_STRIDE);
        }
        int at = rows++ * TickRows.TRADE_STRIDE;
        words[at] = TickHead.withIdType(TickHead.of(0, TickKind.TRADE), IdType.NUMBER);
        words[at + 1] = ts;
        words[at + 5] = id;
        words[at + 6] = seq;
    }

    /** Applies what has come, as one run, and commits it. */
    private void apply() {
        ledger.apply(words, 0, rows * TickRows.TRADE_STRIDE, totals);
        rows = 0;
        commit();
    }

    private byte[] commit() {
        IdLedger.Change change = ledger.cut();
        if (change == null) {
            return null;
        }
        change.changed().forEach((number, gap) -> {
            if (gap == null) {
                table.remove(number);
            } else {
                table.put(number, gap);
            }
        });
        if (change.joinUpTo() > 0) {
            Map<Long, IdGap> beyond = table.headMap(change.joinUpTo(), true);
            for (IdGap gap : beyond.values()) {
                joined = joined.with(gap);
            }
            beyond.clear();
        }
        joined = joined.with(change.joined());
        return change.state();
    }

    private void restart() {
        ledger.apply(words, 0, rows * TickRows.TRADE_STRIDE, totals);
        rows = 0;
        byte[] state = commit();
        if (state != null) {
            ledger = new IdLedger(0);
            ledger.restore(state, table);
        }
    }
}
