package io.tapedeck.benchmarks;

/**
 * Which ticks are measured: so many, of a market that can be begun anew any number of times. Immutable.
 *
 * @param symbols how many symbols
 * @param meanGapMicros microseconds from tick to tick
 * @param seed what decides all else
 * @param ticks how many ticks
 */
record PeerWorkload(int symbols, int meanGapMicros, long seed, long ticks) {
    PeerMarket market() {
        return new PeerMarket(symbols, meanGapMicros, seed);
    }

    PeerWorkload withTicks(long other) {
        return new PeerWorkload(symbols, meanGapMicros, seed, other);
    }

    PeerWorkload withSeed(long other) {
        return new PeerWorkload(symbols, meanGapMicros, other, ticks);
    }

    /** What the first symbol's ticks come to, computed plainly. */
    Tally tally() {
        PeerMarket market = market();
        long count = 0;
        long sizeUnits = 0;
        long lastPriceCents = 0;
        for (long i = 0; i < ticks; i++) {
            market.next();
            if (market.symbol() == 0) {
                count++;
                sizeUnits += market.sizeUnits();
                lastPriceCents = market.priceCents();
            }
        }
        return new Tally(ticks, count, sizeUnits, lastPriceCents, market.tsNanos());
    }

    /**
     * What a store must answer.
     *
     * @param ticks the ticks of all symbols
     * @param count the first symbol's ticks
     * @param sizeUnits the sum of their sizes, in units of 0.0001
     * @param lastPriceCents the price of the last of them
     * @param lastTsNanos the time of the last tick of all
     */
    record Tally(long ticks, long count, long sizeUnits, long lastPriceCents, long lastTsNanos) {
        /** Compares a store's answer; sums of doubles may be off by a rounding. */
        void check(String store, long answeredTicks, long answeredCount, double answeredSize) {
            BenchmarkException.check("the number of ticks in " + store, ticks, answeredTicks);
            BenchmarkException.check(
                    "the number of " + PeerMarket.name(0) + "'s ticks in " + store, count, answeredCount);
            double expected = sizeUnits / 1e4;
            if (Math.abs(answeredSize - expected) > 1e-9 * expected) {
                BenchmarkException.check("the sum of their sizes", expected, answeredSize);
            }
        }
    }
}
