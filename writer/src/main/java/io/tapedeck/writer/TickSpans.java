package io.tapedeck.writer;

import java.util.Arrays;

/**
 * Times that some runs of ticks lie in, to guess how many ticks a stretch of time has: each run is taken to be spread evenly.
 * A guess is all that is needed, for it decides how much is read at a time and never what. One thread at a time.
 */
final class TickSpans {
    private static final int STEPS = 64; // as many as a time has bits

    private static final int WORDS = 3; // first, last, count

    private long[] spans = new long[WORDS * 16];
    private int used;

    void add(long firstTsNanos, long lastTsNanos, int count) {
        if (used == spans.length) {
            spans = Arrays.copyOf(spans, 2 * used);
        }
        spans[used++] = firstTsNanos;
        spans[used++] = lastTsNanos;
        spans[used++] = count;
    }

    /** See {@link LiveSeries#cutTicks}. */
    long cut(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted) {
        long first = Math.max(fromTsNanos, earliest());
        long last = Math.min(toTsNanos - 1, latest());
        if (first >= last || guess(first, last) <= 2 * wanted) {
            return atTheEnd ? fromTsNanos : toTsNanos;
        }
        if (!atTheEnd && first > fromTsNanos) {
            return first; // what may be all that is asked for is older than anything here
        }
        // Between two times of which the one gives too few and the other enough, halved until they meet.
        long low = first;
        long high = last;
        for (int i = 0; i < STEPS && high - low > 1; i++) {
            long middle = low + (high - low) / 2;
            boolean enough = (atTheEnd ? guess(middle, last) : guess(first, middle)) >= wanted;
            if (enough == atTheEnd) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return atTheEnd ? low : high;
    }

    private long earliest() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < used; i += WORDS) {
            earliest = Math.min(earliest, spans[i]);
        }
        return earliest;
    }

    private long latest() {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < used; i += WORDS) {
            latest = Math.max(latest, spans[i + 1]);
        }
        return latest;
    }

    private double guess(long fromTsNanos, long toTsNanos) {
        double guess = 0;
        for (int i = 0; i < used; i += WORDS) {
            long overlap = Math.min(toTsNanos, spans[i + 1]) - Math.max(fromTsNanos, spans[i]) + 1;
            if (overlap > 0) {
                guess += (double) overlap / (spans[i + 1] - spans[i] + 1) * spans[i + 2];
            }
        }
        return guess;
    }
}
