package io.tapedeck.writer;

/** The intervals that candles are kept of, aligned to the epoch in UTC. The tape names each by its seconds. */
enum BaseInterval {
    MINUTE(60),
    HOUR(3_600),
    DAY(86_400);

    /** How many there are. */
    static final int COUNT = 3;

    final int seconds;
    final long nanos;

    BaseInterval(int seconds) {
        this.seconds = seconds;
        this.nanos = seconds * 1_000_000_000L;
    }

    /** The beginning of the interval that holds a time. */
    long start(long tsNanos) {
        return Math.floorDiv(tsNanos, nanos) * nanos;
    }

    /** The interval of so many seconds. */
    static BaseInterval of(int seconds) {
        return switch (seconds) {
            case 60 -> MINUTE;
            case 3_600 -> HOUR;
            case 86_400 -> DAY;
            default ->
                throw new TapeException(
                        TapeException.Code.DAMAGED, "candle interval " + seconds + " s: expected 60, 3600 or 86400");
        };
    }
}
