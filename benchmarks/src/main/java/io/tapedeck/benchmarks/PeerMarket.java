package io.tapedeck.benchmarks;

/**
 * A seeded made-up market that every contender can hold: symbol, time, price, size, side. Times rise by whole microseconds,
 * evenly spread from none to twice the mean; prices walk in ticks of 0.01, sizes have four decimals. The next tick takes a few
 * nanoseconds and no memory, so it is made while the clock runs, for all contenders alike. One thread.
 */
final class PeerMarket {
    /** Midnight UTC, 2023-11-15. */
    static final long START_NANOS = 1_700_006_400_000_000_000L;

    /** The decimals of a price. */
    static final int PRICE_SCALE = 2;

    /** The decimals of a size. */
    static final int SIZE_SCALE = 4;

    private static final long FIRST_PRICE_CENTS = 6_000_000;
    private static final int SPREAD_BITS = 20;

    private final String[] names;
    private final long[] prices;
    private final long gapMicrosLimit;
    private long random;
    private long tsNanos = START_NANOS;
    private int symbol;
    private long sizeUnits;
    private boolean buy;

    /**
     * A market at its beginning.
     *
     * @param symbols how many
     * @param meanGapMicros microseconds from tick to tick, in the mean over all symbols
     * @param seed what decides all else
     */
    PeerMarket(int symbols, int meanGapMicros, long seed) {
        names = new String[symbols];
        prices = new long[symbols];
        for (int i = 0; i < symbols; i++) {
            names[i] = name(i);
            prices[i] = FIRST_PRICE_CENTS;
        }
        gapMicrosLimit = 2L * meanGapMicros + 1;
        random = seed * 0x9E3779B97F4A7C15L | 1;
    }

    /** The name of a symbol. */
    static String name(int symbol) {
        return symbol < 10 ? "SYM0" + symbol : "SYM" + symbol;
    }

    /** Goes on to the next tick, whose parts the other methods tell. */
    void next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        long r = random;
        tsNanos += ((r & (1 << SPREAD_BITS) - 1) * gapMicrosLimit >>> SPREAD_BITS) * 1_000;
        symbol = (int) ((r >>> 20 & 0xFFFFF) % names.length);
        prices[symbol] += (r >>> 40 & 15) % 11 - 5;
        sizeUnits = 1 + (r >>> 44 & 0xFFFF);
        buy = r < 0;
    }

    int symbols() {
        return names.length;
    }

    int symbol() {
        return symbol;
    }

    String symbolName() {
        return names[symbol];
    }

    long tsNanos() {
        return tsNanos;
    }

    long priceCents() {
        return prices[symbol];
    }

    double price() {
        return prices[symbol] / 1e2;
    }

    /** The size in units of 0.0001. */
    long sizeUnits() {
        return sizeUnits;
    }

    double size() {
        return sizeUnits / 1e4;
    }

    boolean isBuy() {
        return buy;
    }

    String side() {
        return buy ? "buy" : "sell";
    }
}
