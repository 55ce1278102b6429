package io.tapedeck.writer;

/** A candle in the writer's memory, with its place and what has become of it. Pooled; owned by the writer's thread. */
final class HeldCandle {
    final Candle candle = new Candle();
    int intervalSeconds;
    long startNanos;
    /** Changed since the last cut. */
    boolean isChanged;
    /** In the tape as an open one. */
    boolean isStoredOpen;

    void begin(BaseInterval interval, long startNanos) {
        candle.clear();
        intervalSeconds = interval.seconds;
        this.startNanos = startNanos;
        isChanged = isStoredOpen = false;
    }
}
