package io.tapedeck.writer;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.Random;
import java.util.UUID;

/** Ticks of every shape: absent fields, all types of ids, late times, two dates, scales that change. */
final class RandomTicks {
    private static final long MIDNIGHT = 1_723_161_600_000_000_000L; // 2024-08-09T00:00:00Z

    private RandomTicks() {}

    static void fill(Tick tick, int symbol, Random random) {
        TickKind kind = random.nextInt(3) == 0 ? TickKind.QUOTE : TickKind.TRADE;
        long ts = MIDNIGHT + (random.nextInt(600) - 300) * 1_000_000_000L + random.nextInt(1000) * 1_000_000L;
        tick.start(symbol, kind, ts);
        if (random.nextInt(5) > 0) {
            tick.recvTs(ts + random.nextInt(1_000_000));
        }
        if (kind == TickKind.QUOTE) {
            int sides = 1 + random.nextInt(3);
            if ((sides & 1) != 0) {
                tick.decimal(0, random.nextInt(1_000_000), random.nextInt(6));
                tick.decimal(1, random.nextInt(1000), random.nextInt(3));
            }
            if ((sides & 2) != 0) {
                tick.decimal(2, random.nextInt(1_000_000), random.nextInt(6));
            }
            return;
        }
        tick.decimal(0, random.nextInt(1_000_000) - 10, random.nextInt(6));
        if (random.nextInt(8) > 0) {
            tick.decimal(1, random.nextInt(100_000), random.nextInt(9));
        }
        tick.side(random.nextInt(3) == 0 ? null : random.nextBoolean() ? Side.BUY : Side.SELL);
        switch (random.nextInt(8)) {
            case 0 -> {}
            case 1 -> tick.id(new UUID(random.nextLong(), random.nextLong()).toString());
            case 2 -> tick.id("id-" + random.nextInt(1000));
            default -> tick.idNumber(random.nextInt(1_000_000));
        }
    }
}
