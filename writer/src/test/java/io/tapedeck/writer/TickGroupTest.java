package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Goal: a group gives back each row once, with its number, by series and in the order in which they came. Method: against lists. */
class TickGroupTest {
    private static final int SKIPPED = 24; // what stands before the rows of a record

    private final TickGroup group = new TickGroup(60_000);
    private final Map<Integer, List<Long>> expected = new TreeMap<>();
    private long seq;

    @Test
    void rowsComeBackBySeriesInTheirOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int series = 1 + random.nextInt(round % 3 == 0 ? 3 : 3_000);
            for (int records = random.nextInt(6); records >= 0 && !group.isEnough(); records--) {
                addRecord(random, random.nextInt(9_000), series);
            }
            assertThat(taken()).as("seed %d, round %d", seed, round).isEqualTo(expected);
            group.clear();
            expected.clear();
            assertThat(group.isEmpty()).isTrue();
            assertThat(group.bytes()).isZero();
        }
    }

    @Test
    void aRecordThatIsEnoughAloneIsNotCopied() {
        byte[] record = addRecord(new Random(1), 9_000, 3);
        assertThat(group.isEnough()).isTrue();
        assertThat(group.rows()).isSameAs(record);
    }

    @Test
    void recordsOfManySeriesWaitForMore() {
        byte[] record = addRecord(new Random(1), 500, 3_000);
        assertThat(group.isEnough()).isFalse();
        assertThat(group.rows()).isNotSameAs(record);
        while (!group.isEnough()) {
            addRecord(new Random(seq), 5_000, 3_000);
        }
        assertThat(seq).isBetween(10_000L, 70_000L);
    }

    /** Trades of even series and quotes of odd ones; a row's time is its number. A gap of numbers lies before each record. */
    private byte[] addRecord(Random random, int ticks, int series) {
        ByteBuffer rows =
                ByteBuffer.allocate(SKIPPED + ticks * TickRow.QUOTE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        rows.position(SKIPPED);
        seq += random.nextInt(5);
        long first = seq + 1;
        for (int i = 0; i < ticks; i++) {
            int number = random.nextInt(series);
            TickKind kind = TickKind.values()[number & 1];
            int bytes = kind == TickKind.TRADE ? TickRow.TRADE_BYTES : TickRow.QUOTE_BYTES;
            long head = TickHead.withWords(TickHead.of(number >> 1, kind), bytes / 8);
            rows.putLong(rows.position(), head).putLong(rows.position() + 8, ++seq);
            rows.position(rows.position() + bytes);
            expected.computeIfAbsent(number, any -> new ArrayList<>()).add(seq);
        }
        group.add(rows.array(), SKIPPED, rows.position(), first);
        return rows.array();
    }

    private Map<Integer, List<Long>> taken() {
        group.sort();
        Map<Integer, List<Long>> taken = new TreeMap<>();
        int at = 0;
        for (int i = 0; i < group.seriesCount(); i++) {
            List<Long> seqs = new ArrayList<>();
            for (; at < group.end(i); at++) {
                assertThat(TickRow.word(group.rows(), group.place(at) + 8)).isEqualTo(group.seq(at));
                seqs.add(group.seq(at));
            }
            taken.put(group.series(i), seqs);
        }
        return taken;
    }
}
