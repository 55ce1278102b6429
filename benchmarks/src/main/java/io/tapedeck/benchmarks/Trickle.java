package io.tapedeck.benchmarks;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * 40 symbols with a tick a second each, in real time: the bytes that go into the tape and its WAL, counted and not timed. SQLite
 * writes only in the threads of the tape, and the journal only in its own two, so the kernel's count for each thread tells them
 * apart. The first seconds do not count.
 */
record Trickle() implements Work {
    private static final int SYMBOLS = 40;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / SYMBOLS;
    private static final long UNCOUNTED_TICKS = 10 * SYMBOLS;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** The journal's threads, as far as the kernel keeps their names. */
    private static final String JOURNAL = "tapedeck-journa";

    private static final String SYNC = "tapedeck-sync";
    private static final String ALL = "tapedeck-";

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerMarket market = assignment.burst(SYMBOLS).market();
        try (Tapedeck deck = Tapedeck.open(assignment.runDirectory())) {
            int[] numbers = new int[SYMBOLS];
            for (int i = 0; i < SYMBOLS; i++) {
                numbers[i] = deck.capture().symbol(PeerMarket.name(i));
            }
            Schedule schedule = new Schedule(EVERY_NANOS);
            long ticks = Math.max(assignment.ticks(), UNCOUNTED_TICKS + SYMBOLS);
            ThreadWrites before = null;
            Tick tick = new Tick();
            for (int i = 0; i < ticks; i++) {
                if (i == UNCOUNTED_TICKS) {
                    before = ThreadWrites.now();
                }
                schedule.await(i);
                market.next();
                add(deck.capture(), tick, numbers[i % SYMBOLS], market, i);
            }
            ThreadWrites after = ThreadWrites.now();
            deck.query().awaitVisible(ticks, Deadline.in(PATIENCE_NANOS));
            return figures(before, after, (ticks - UNCOUNTED_TICKS) / (double) SYMBOLS);
        }
    }

    private static void add(Capture capture, Tick tick, int symbol, PeerMarket market, int id) {
        Instant now = Instant.now();
        long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        tick.start(symbol, TickKind.TRADE, nowNanos / 1_000_000 * 1_000_000).recvTs(nowNanos);
        tick.decimal(0, market.priceCents(), PeerMarket.PRICE_SCALE)
                .decimal(1, market.sizeUnits(), PeerMarket.SIZE_SCALE);
        capture.add(tick.side(market.isBuy() ? Side.BUY : Side.SELL).idNumber(id));
    }

    private static Figures figures(ThreadWrites before, ThreadWrites after, double seconds) {
        long journal = after.since(before, JOURNAL) + after.since(before, SYNC);
        long tape = after.since(before, ALL) - journal;
        return new Figures()
                .put("tape_and_wal_bytes_per_second", tape / seconds)
                .put("journal_bytes_per_second", journal / seconds)
                .put("other_bytes_per_second", (after.since(before, "") - tape - journal) / seconds);
    }
}
