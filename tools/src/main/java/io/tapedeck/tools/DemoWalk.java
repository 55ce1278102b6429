package io.tapedeck.tools;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.SplittableRandom;

/**
 * The life of one made-up instrument: a random walk whose volatility comes in clusters, quotes around it, and trades at the
 * quotes, with runs of buyers and of sellers. Doubles are fine here: what leaves is whole ticks. One thread at a time.
 */
final class DemoWalk {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SECONDS_PER_YEAR = 365.25 * 86_400;
    private static final double ANCHOR_PER_SECOND = 1 / (2 * 86_400.0);
    private static final double CALMING_PER_SECOND = 1 / 240.0;
    private static final double STIRRING_PER_SECOND = 0.055;
    private static final double BURST = 0.35;

    private final DemoInstrument instrument;
    private final int symbol;
    private final SplittableRandom random;
    private final double tick;
    private double price;
    private double logVolatility;
    private double pressure;
    private long bidUnits;
    private long askUnits;
    private long nextNanos;
    private long lastNanos;
    private long lastTsNanos;
    private long lastTradeId;

    DemoWalk(DemoInstrument instrument, int symbol, SplittableRandom random, long startNanos) {
        this.instrument = instrument;
        this.symbol = symbol;
        this.random = random;
        this.tick = instrument.tickUnits() / Math.pow(10, instrument.priceScale());
        this.price = instrument.price();
        this.nextNanos = startNanos;
        this.lastNanos = startNanos;
        this.lastTradeId = random.nextLong(100_000_000, 900_000_000);
        quote();
    }

    /** When the next thing happens in it. */
    long nextNanos() {
        return nextNanos;
    }

    /** Lets it happen, fills the tick with it, and draws when the next will; {@code density} thins or thickens that. */
    void step(Tick into, double density) {
        long now = nextNanos;
        move((now - lastNanos) / NANOS_PER_SECOND);
        lastNanos = now;
        long latencyNanos = (long) (instrument.latencyMicros() * (700 + 300 * random.nextExponential()));
        long tsNanos = Math.max(lastTsNanos, (now - latencyNanos) / 1000 * 1000);
        lastTsNanos = tsNanos;
        if (random.nextDouble() < instrument.tradeShare()) {
            trade(into.start(symbol, TickKind.TRADE, tsNanos));
        } else {
            quote();
            fill(into.start(symbol, TickKind.QUOTE, tsNanos));
        }
        into.recvTs(now);
        double busy = instrument.ticksPerSecond() * density * Math.exp(0.5 * logVolatility);
        // A burst: what happens at one exchange at one time often happens several times.
        double gap = random.nextDouble() < BURST ? 0.02 : 1 / (1 - BURST) - 0.02;
        nextNanos = now + 1 + (long) (random.nextExponential() * gap * NANOS_PER_SECOND / busy);
    }

    private void move(double seconds) {
        double root = Math.sqrt(seconds);
        logVolatility +=
                -CALMING_PER_SECOND * logVolatility * seconds + STIRRING_PER_SECOND * root * random.nextGaussian();
        logVolatility = Math.max(-1.5, Math.min(1.5, logVolatility));
        double sigma = instrument.yearlyVolatility() / Math.sqrt(SECONDS_PER_YEAR) * Math.exp(logVolatility);
        double drawn = -ANCHOR_PER_SECOND * Math.log(price / instrument.price()) * seconds;
        price *= Math.exp(drawn + sigma * root * random.nextGaussian() + sigma * 0.05 * root * pressure);
    }

    private void quote() {
        double half = instrument.spreadTicks() * tick / 2 * Math.exp(0.4 * logVolatility);
        long unit = instrument.tickUnits();
        bidUnits = (long) Math.floor((price - half) / tick + 0.5) * unit;
        askUnits = Math.max((long) Math.ceil((price + half) / tick - 0.5) * unit, bidUnits + unit);
    }

    private void fill(Tick quote) {
        quote.decimal(0, bidUnits, instrument.priceScale());
        quote.decimal(1, sizeUnits(4), instrument.sizeScale());
        quote.decimal(2, askUnits, instrument.priceScale());
        quote.decimal(3, sizeUnits(4), instrument.sizeScale());
    }

    private void trade(Tick trade) {
        boolean buys = random.nextDouble() < 0.5 + 0.35 * pressure;
        pressure = Math.max(-1, Math.min(1, 0.93 * pressure + (buys ? 0.07 : -0.07)));
        trade.decimal(0, buys ? askUnits : bidUnits, instrument.priceScale());
        trade.decimal(1, sizeUnits(1), instrument.sizeScale());
        trade.side(buys ? Side.BUY : Side.SELL);
        trade.idNumber(++lastTradeId);
    }

    private long sizeUnits(double depth) {
        double size = instrument.typicalSize() * depth * Math.exp(0.9 * random.nextGaussian());
        double unit = instrument.typicalSize() >= 10_000 ? 50_000 : instrument.typicalSize() >= 50 ? 10 : 1;
        long units = Math.round(size * Math.pow(10, instrument.sizeScale()) / unit) * (long) unit;
        return Math.max((long) unit, units);
    }
}
