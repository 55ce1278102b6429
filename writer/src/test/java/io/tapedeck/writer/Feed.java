package io.tapedeck.writer;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.Random;
import java.util.UUID;

/** Ticks like those that an exchange sends. */
final class Feed {
    private static final String[] TEXTS = {
        "x", "OID-4711", "0012", "00000000-0000-0000-0000-000000000000", "trade ü 漢字 " + "\uD83D\uDE00", "A".repeat(40),
    };

    private Feed() {}

    /** Trades of one busy symbol among others: ms times, ns receive times that jitter, most ids in a row. */
    static TickRows trades(int count, long seed) {
        Random random = new Random(seed);
        TickRows rows = new TickRows(TickKind.TRADE);
        JournalRows journal = new JournalRows(rows);
        Tick tick = new Tick();
        long ms = SomeTicks.DAY / 1_000_000 + 36_000_000;
        long price = 618_003;
        long id = 5_266_583_935L;
        long seq = 1_000_000;
        for (int i = 0; i < count; i++) {
            ms += random.nextInt(4) > 0 ? 0 : random.nextInt(100);
            price += random.nextInt(3) > 0 ? 0 : random.nextInt(21) - 10;
            id += random.nextInt(50) > 0 ? 1 : 2;
            seq += 1 + random.nextInt(8);
            long size = 1 + (long) Math.min(20_000, Math.exp(random.nextGaussian() * 2 + 4));
            tick.start(7, TickKind.TRADE, ms * 1_000_000)
                    .recvTs(ms * 1_000_000 + 40_000_000 + (long) (random.nextDouble() * 30_000_000))
                    .decimal(0, price, 1)
                    .decimal(1, size, 3)
                    .side(side(1 + random.nextInt(2)))
                    .idNumber(id);
            journal.add(tick, seq);
        }
        return rows;
    }

    static Side side(int code) {
        return code == 0 ? null : code == 1 ? Side.BUY : Side.SELL;
    }

    /** Gives a tick an id: 0 none, 1 numbers in a row, 2 any number, 3 a UUID, 4 a text. */
    static void id(Tick tick, int sort, int i, Random random) {
        switch (sort) {
            case 1 -> tick.idNumber(5_000_000_000L + 3L * i);
            case 2 -> tick.idNumber(random.nextLong() >>> 5);
            case 3 -> tick.id(new UUID(random.nextLong(), random.nextLong()).toString());
            case 4 -> tick.id(TEXTS[random.nextInt(TEXTS.length)]);
            default -> {}
        }
    }
}
