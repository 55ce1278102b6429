package io.tapedeck.query;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.TickKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Ticks as a day brings them, out of a seed: mostly in order of time, some late, some at one time, with all that may be absent. */
final class RandomTicks {
    static final long DAY = 86_400_000_000_000L;
    /** 2024-08-08T00:00Z. */
    static final long START = 1_723_075_200_000_000_000L;

    /** How time goes on from tick to tick. */
    enum Time {
        IN_ORDER,
        SOME_LATE,
        SHUFFLED,
        MANY_AT_ONCE,
        /** Some minutes with five ticks a second, some of them minutes late: blocks of seconds, and few that are longer. */
        DENSE
    }

    private final Random random;

    RandomTicks(Random random) {
        this.random = random;
    }

    /** Ticks of some symbols over some days, with {@code seq} from 1. */
    List<TestTick> list(int count, int symbols, Time time, int days) {
        List<TestTick> ticks = new ArrayList<>(count);
        long step = Math.max(1, days * DAY / count);
        for (int i = 0; i < count; i++) {
            long on = START + i * step;
            long ts = switch (time) {
                case IN_ORDER -> on + random.nextLong(step);
                case SOME_LATE -> random.nextInt(10) == 0 ? on - random.nextLong(DAY / 2) : on;
                case SHUFFLED -> START + random.nextLong(days * DAY);
                case DENSE -> dense(i);
                case MANY_AT_ONCE -> START + (i / 50) * 50 * step;
            };
            ticks.add(tick(random.nextInt(symbols), ts, i + 1));
        }
        return ticks;
    }

    private long dense(int number) {
        long on = START + DAY / 2 + number * 200_000_000L;
        return random.nextInt(40) == 0 ? on - random.nextLong(DAY / 144) : on;
    }

    TestTick tick(int symbol, long ts, long seq) {
        boolean isQuote = random.nextInt(3) == 0;
        int side = random.nextInt(4);
        BigDecimal d0 = price();
        if (isQuote) {
            int present = random.nextInt(8);
            return new TestTick(
                    symbol,
                    TickKind.QUOTE,
                    ts,
                    seq,
                    recvTs(ts),
                    present == 0 ? null : d0,
                    present == 0 ? null : size(),
                    present == 1 ? null : TestTick.canonical(d0.add(BigDecimal.valueOf(random.nextInt(9), 2))),
                    present == 1 ? null : size(),
                    null,
                    null);
        }
        Side aggressor = side < 2 ? Side.values()[side] : null;
        return new TestTick(symbol, TickKind.TRADE, ts, seq, recvTs(ts), d0, size(), null, null, aggressor, id(seq));
    }

    private Long recvTs(long ts) {
        return random.nextInt(5) == 0 ? null : ts + random.nextInt(2_000_000);
    }

    private BigDecimal price() {
        return TestTick.canonical(BigDecimal.valueOf(60_000_00 + random.nextInt(10_000), 2));
    }

    private BigDecimal size() {
        return random.nextInt(6) == 0
                ? null
                : TestTick.canonical(BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(6)));
    }

    private String id(long seq) {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> "a-" + seq;
            default -> Long.toString(seq);
        };
    }
}
