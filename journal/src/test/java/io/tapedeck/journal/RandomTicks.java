package io.tapedeck.journal;

import java.util.Random;
import java.util.UUID;

/** Random ticks over the whole range of every field. */
final class RandomTicks {
    private RandomTicks() {}

    static Tick fill(Random random, Tick tick, int symbols) {
        boolean quote = random.nextBoolean();
        tick.start(random.nextInt(symbols), quote ? TickKind.QUOTE : TickKind.TRADE, random.nextLong());
        if (random.nextInt(4) > 0) {
            tick.recvTs(random.nextLong());
        }
        int decimals = quote ? 1 + random.nextInt(15) : 1 + random.nextInt(2) * 2;
        for (int i = 0; i < 4; i++) {
            if ((decimals >> i & 1) != 0) {
                tick.decimal(i, random.nextLong() % Decimal.LIMIT >> random.nextInt(60), random.nextInt(19));
            }
        }
        if (!quote) {
            tick.side(new Side[] {null, Side.BUY, Side.SELL}[random.nextInt(3)]);
            tick.id(id(random));
        }
        return tick;
    }

    private static String id(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> Long.toString(random.nextLong() >>> 5);
            case 2 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 3 -> "äö漢".repeat(1 + random.nextInt(13));
            default -> "x".repeat(1 + random.nextInt(40));
        };
    }

    /** All that a tick says, but its symbol as a number. */
    static String text(Tick tick) {
        StringBuilder text = new StringBuilder();
        text.append(tick.seq()).append(' ').append(tick.symbol()).append(' ').append(tick.kind());
        text.append(' ')
                .append(tick.tsNanos())
                .append(' ')
                .append(tick.hasRecvTs())
                .append(' ')
                .append(tick.recvTsNanos());
        for (int i = 0; i < 4; i++) {
            text.append(' ')
                    .append(tick.has(i))
                    .append(' ')
                    .append(tick.mantissa(i))
                    .append('/')
                    .append(tick.scale(i));
        }
        return text.append(' ')
                .append(tick.side())
                .append(' ')
                .append(tick.idText())
                .toString();
    }
}
