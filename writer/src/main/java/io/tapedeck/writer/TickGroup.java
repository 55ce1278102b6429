package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickRow;
import java.util.Arrays;

/**
 * The rows of one record of the journal, or of some, on their way into memory: put in order of their series, so that block, candles and
 * counts of a series are fetched once for all its ticks. Where there are thousands of series they are in no cache of the processor by
 * the time their next tick comes, and fetching them is nearly all of the work.
 *
 * <p>Within a series, rows keep their order. The arrays are used again; the writer's thread only.
 */
final class TickGroup {
    /** Ticks of each series that pay for fetching it: as many are waited for as there are records to take. */
    private static final int ENOUGH_A_SERIES = 48;

    private static final int FIRST_TICKS = 4096;

    private final int mostTicks;

    private byte[] rows; // own, or a record's that is enough alone
    private int base; // where the first row begins
    private byte[] own = new byte[FIRST_TICKS * TickRow.TRADE_BYTES];
    private int bytes;

    // By arrival.
    private int ticks;
    private int[] places = new int[FIRST_TICKS];
    private int[] series = new int[FIRST_TICKS];
    private long[] seqs = new long[FIRST_TICKS];

    // By series.
    private int[] sortedPlaces = new int[FIRST_TICKS];
    private long[] sortedSeqs = new long[FIRST_TICKS];

    private int[] counts =
            new int[64]; // by the series' number; once sorted, where its rows end; 0 for those that are not in
    private int[] present = new int[64]; // numbers of those that are
    private int presentCount;

    /**
     * No rows yet.
     *
     * @param mostTicks what is enough in any case
     */
    TickGroup(int mostTicks) {
        this.mostTicks = mostTicks;
    }

    /**
     * Adds rows of the journal, which are numbered on from {@code firstSeq}. Where it {@link #isEnough} then, clear it first
     * before more are added, and before their array changes.
     */
    void add(byte[] record, int from, int to, long firstSeq) {
        if (rows != null && rows != own) {
            throw new IllegalStateException("the group has enough: its first record is not copied");
        }
        long seq = firstSeq;
        for (int at = from; at < to; seq++) {
            long head = TickRow.word(record, at);
            if (ticks == places.length) {
                grow();
            }
            places[ticks] = bytes + at - from;
            series[ticks] = TickHead.series(head);
            seqs[ticks] = seq;
            count(series[ticks++]);
            at += TickRow.bytes(head);
        }
        keep(record, from, to - from);
    }

    private void count(int number) {
        if (number >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(number + 1, counts.length * 2));
        }
        if (counts[number]++ == 0) {
            if (presentCount == present.length) {
                present = Arrays.copyOf(present, presentCount * 2);
            }
            present[presentCount++] = number;
        }
    }

    private void grow() {
        places = Arrays.copyOf(places, ticks * 2);
        series = Arrays.copyOf(series, ticks * 2);
        seqs = Arrays.copyOf(seqs, ticks * 2);
        sortedPlaces = new int[ticks * 2];
        sortedSeqs = new long[ticks * 2];
    }

    /** Copies a record that others are to join; one that is enough alone is read where it is. */
    private void keep(byte[] record, int from, int length) {
        if (bytes == 0 && isEnough()) {
            rows = record;
            base = from;
        } else {
            if (bytes + length > own.length) {
                own = Arrays.copyOf(own, Math.max(bytes + length, own.length * 2));
            }
            System.arraycopy(record, from, own, bytes, length);
            rows = own;
            base = 0;
        }
        bytes += length;
    }

    /** Whether more ticks would make it no faster. */
    boolean isEnough() {
        return ticks >= Math.min(mostTicks, presentCount * ENOUGH_A_SERIES) && ticks > 0;
    }

    boolean isEmpty() {
        return ticks == 0;
    }

    /** The number of the last tick that was added. */
    long lastSeq() {
        return seqs[ticks - 1];
    }

    /** Bytes of the rows. */
    int bytes() {
        return bytes;
    }

    /** Puts the rows in order of their series. */
    void sort() {
        int next = 0;
        for (int i = 0; i < presentCount; i++) {
            int number = present[i];
            int count = counts[number];
            counts[number] = next;
            next += count;
        }
        for (int i = 0; i < ticks; i++) {
            int to = counts[series[i]]++;
            sortedPlaces[to] = base + places[i];
            sortedSeqs[to] = seqs[i];
        }
    }

    /** How many series there are rows of. */
    int seriesCount() {
        return presentCount;
    }

    /** The number of a series, by its place from 0. */
    int series(int place) {
        return present[place];
    }

    /** Where its rows end, once they are sorted; they begin where those of the place before end. */
    int end(int place) {
        return counts[present[place]];
    }

    /** Where its rows begin, once they are sorted. */
    int begin(int place) {
        return place == 0 ? 0 : counts[present[place - 1]];
    }

    /** The array with the rows. */
    byte[] rows() {
        return rows;
    }

    /** Where a row begins in it. */
    int place(int sorted) {
        return sortedPlaces[sorted];
    }

    /** The number of a row's tick. */
    long seq(int sorted) {
        return sortedSeqs[sorted];
    }

    /** Forgets all rows. */
    void clear() {
        for (int i = 0; i < presentCount; i++) {
            counts[present[i]] = 0;
        }
        presentCount = ticks = bytes = base = 0;
        rows = null;
    }
}
