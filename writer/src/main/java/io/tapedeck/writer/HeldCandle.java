package io.tapedeck.writer;

/** A candle in the writer's memory, with its place and what has become of it. Pooled; owned by the writer's thread. */
final class HeldCandle {
    final Candle candle = new Candle();
    int intervalSeconds;
    long startNanos;
    /** In the tape as an open one. */
    boolean isStoredOpen;

    private long cutCount;

    void begin(BaseInterval interval, long startNanos) {
        candle.clear();
        intervalSeconds = interval.seconds;
        this.startNanos = startNanos;
        isStoredOpen = false;
        markCut();
    }

    /** Whether it changed since the last cut: every change adds to the count, so that a tick need not mark anything. */
    boolean isChanged() {
        return candle.count() != cutCount;
    }

    /** Its state now is in a cut, or is empty. */
    void markCut() {
        cutCount = candle.count();
    }

    /** It belongs into the next cut though no tick joined it. */
    void markChanged() {
        cutCount = -1;
    }
}
