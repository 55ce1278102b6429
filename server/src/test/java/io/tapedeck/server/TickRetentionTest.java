package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.KeepJournal;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.LatestRow;
import io.tapedeck.query.SymbolRow;
import io.tapedeck.query.TickQuery;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.Tape;
import io.tapedeck.writer.TapeMeta;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in a deck that deletes old ticks, compared with a plain list of all that was ever sent. */
class TickRetentionTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final Keep THREE_DAYS = new Keep(KeepJournal.FOREVER, Duration.ofDays(3));

    @TempDir
    Path data;

    private volatile long now = nanos("2026-11-25T12:00:00Z");
    private final List<Sent> all = new ArrayList<>();

    private record Sent(long seq, String symbol, TickKind kind, long tsNanos) {
        String series() {
            return symbol + " " + kind;
        }
    }

    private static final Comparator<Sent> BY_TIME =
            Comparator.comparingLong(Sent::tsNanos).thenComparingLong(Sent::seq);

    private static long nanos(String iso) {
        return Instant.parse(iso).getEpochSecond() * 1_000_000_000L;
    }

    private Tapedeck open(Keep keep) {
        return Tapedeck.open(TapedeckConfig.defaults(data).withClock(() -> now).withKeep(keep));
    }

    private long cutoff() {
        return (now - 3 * DAY) / DAY * DAY;
    }

    private List<Sent> left() {
        return all.stream()
                .filter(sent -> sent.tsNanos() >= cutoff())
                .sorted(BY_TIME)
                .toList();
    }

    private void send(Tapedeck deck, Random random, int ticks, int symbols) throws InterruptedException {
        List<Sent> sent = new ArrayList<>();
        Tick tick = new Tick();
        Receipt receipt;
        try (Request request = deck.capture().request(WhenFull.WAIT)) {
            for (int i = 0; i < ticks; i++) {
                String symbol = "S" + random.nextInt(symbols);
                byte[] ascii = symbol.getBytes(StandardCharsets.US_ASCII);
                TickKind kind = random.nextInt(3) == 0 ? TickKind.QUOTE : TickKind.TRADE;
                // Most are of today, some are late, by as much as two days more than are kept.
                long age = random.nextInt(4) > 0 ? random.nextLong(DAY / 2) : random.nextLong(5 * DAY);
                long ts = (now - age) / 1_000_000 * 1_000_000;
                tick.start(request.symbol(ascii, 0, ascii.length), kind, ts).decimal(0, 100 + random.nextInt(50), 1);
                request.add(tick);
                sent.add(new Sent(i, symbol, kind, ts));
            }
            receipt = deck.capture().submit(request, WhenFull.WAIT);
        }
        assertThat(receipt.awaitAppended(PATIENCE_NANOS)).isTrue();
        sent.forEach(
                each -> all.add(new Sent(receipt.firstSeq() + each.seq(), each.symbol(), each.kind(), each.tsNanos())));
    }

    @Test
    void afterAnyRetentionQueriesEqualAPlainModelOfWhatMustBeLeft() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        for (int round = 0; round < 6; round++) {
            try (Tapedeck deck = open(THREE_DAYS)) {
                AtomicBoolean done = new AtomicBoolean();
                Thread reader = new Thread(() -> readOn(deck, cutoff() + DAY, done, failed));
                reader.start();
                for (int burst = 0; burst < 4; burst++) {
                    // Some symbols are seldom heard of, so that all of their ticks go.
                    send(deck, random, 1 + random.nextInt(6000), 1 + random.nextInt(6));
                }
                deck.query().awaitVisible(all.size(), Deadline.in(PATIENCE_NANOS));
                if (random.nextBoolean()) {
                    assertThat(deck.writer().awaitCommitted(all.size(), PATIENCE_NANOS))
                            .isTrue();
                }
                now += DAY;
                awaitNoneBefore(deck, cutoff(), "seed " + seed);
                done.set(true);
                reader.join();
                check(deck, "seed " + seed + ", round " + round);
                assertThat(failed.get()).as("seed %d", seed).isNull();
            }
            try (Tapedeck again = open(Keep.FOREVER)) {
                check(again, "seed " + seed + ", round " + round + " opened again");
            }
        }
    }

    /** The look that finds their date too old comes before the commit, which is up to a second late. */
    @Test
    void ticksThatOnlyMemoryHasWhenTheirDateGoesAreDeletedRightBehindTheirCommit() throws Exception {
        try (Tapedeck deck = open(THREE_DAYS)) {
            Tick tick = new Tick();
            int symbol = deck.capture().symbol("OLD");
            deck.capture().add(tick.start(symbol, TickKind.TRADE, now - 3 * DAY).decimal(0, 1, 0));
            assertThat(deck.capture().flush().awaitAppended(PATIENCE_NANOS)).isTrue();
            deck.query().awaitVisible(1, Deadline.in(PATIENCE_NANOS));
            now += DAY;
            awaitNoneBefore(deck, cutoff(), "in the middle of a second");
            assertThat(rows(deck)).isEmpty();
        }
    }

    /** What is to be kept must never get less, whatever goes before it. */
    private static void readOn(Tapedeck deck, long fromNanos, AtomicBoolean done, AtomicReference<Throwable> failed) {
        try {
            long before = 0;
            while (!done.get()) {
                long count = ticks(deck, TickKind.TRADE, fromNanos).size();
                assertThat(count).isGreaterThanOrEqualTo(before);
                before = count;
            }
        } catch (Throwable e) {
            failed.compareAndSet(null, e);
        }
    }

    private static List<String> ticks(Tapedeck deck, TickKind kind, long fromNanos) {
        List<String> ticks = new ArrayList<>();
        TickQuery query =
                new TickQuery(kind, "*", fromNanos, Long.MAX_VALUE, TickQuery.Order.ASCENDING, Long.MAX_VALUE, null);
        deck.query().ticks(query, Deadline.in(PATIENCE_NANOS), tick -> {
            ticks.add(tick.seq() + " " + deck.journal().symbols().name(tick.symbol()) + " " + tick.tsNanos());
        });
        return ticks;
    }

    private static void awaitNoneBefore(Tapedeck deck, long cutoff, String seed) {
        Await.until(
                "no tick before the cutoff, " + seed,
                () -> rows(deck).stream().noneMatch(row -> row.firstTsNanos() < cutoff));
    }

    private static List<SymbolRow> rows(Tapedeck deck) {
        return deck.query().summaries(deck.query().symbols("*"), Deadline.in(PATIENCE_NANOS));
    }

    private void check(Tapedeck deck, String seed) throws Exception {
        deck.query().awaitVisible(all.size(), Deadline.in(PATIENCE_NANOS));
        List<Sent> left = left();
        for (TickKind kind : TickKind.values()) {
            assertThat(ticks(deck, kind, Long.MIN_VALUE))
                    .as(seed)
                    .isEqualTo(left.stream()
                            .filter(sent -> sent.kind() == kind)
                            .map(sent -> sent.seq() + " " + sent.symbol() + " " + sent.tsNanos())
                            .toList());
        }
        checkSummaries(deck, left, seed);
        checkLatest(deck, left, seed);
        checkCandles(deck, seed);
        try (Connection tape = Tape.openForReading(data.resolve("tape.db"));
                TapeMeta meta = new TapeMeta(tape)) {
            assertThat(meta.ticksFromDate()).as(seed).isEqualTo(Tape.date(cutoff()));
        }
    }

    private void checkSummaries(Tapedeck deck, List<Sent> left, String seed) {
        Map<String, String> expected = new TreeMap<>();
        left.stream().collect(Collectors.groupingBy(Sent::symbol)).forEach((symbol, sent) -> {
            long trades =
                    sent.stream().filter(each -> each.kind() == TickKind.TRADE).count();
            expected.put(
                    symbol,
                    trades + " " + (sent.size() - trades) + " " + sent.get(0).tsNanos() + " "
                            + sent.get(sent.size() - 1).tsNanos());
        });
        Map<String, String> found = new TreeMap<>();
        for (SymbolRow row : rows(deck)) {
            found.put(
                    deck.journal().symbols().name(row.symbol()),
                    row.trades() + " " + row.quotes() + " " + row.firstTsNanos() + " " + row.lastTsNanos());
        }
        assertThat(found).as(seed).isEqualTo(expected);
    }

    private static void checkLatest(Tapedeck deck, List<Sent> left, String seed) {
        Map<String, Long> expected = new TreeMap<>();
        left.forEach(sent -> expected.put(sent.series(), sent.seq())); // the last one stays
        Map<String, Long> found = new TreeMap<>();
        for (LatestRow row : deck.query().latest(deck.query().symbols("*"), Deadline.in(PATIENCE_NANOS))) {
            for (Tick tick : new Tick[] {row.trade(), row.quote()}) {
                if (tick != null) {
                    found.put(deck.journal().symbols().name(tick.symbol()) + " " + tick.kind(), tick.seq());
                }
            }
        }
        assertThat(found).as(seed).isEqualTo(expected);
    }

    /** Candles stay, also of days and of symbols that have no tick any more. */
    private void checkCandles(Tapedeck deck, String seed) {
        Map<String, Long> expected = all.stream()
                .filter(sent -> sent.kind() == TickKind.TRADE)
                .collect(Collectors.groupingBy(
                        sent -> sent.symbol() + " " + sent.tsNanos() / DAY, TreeMap::new, Collectors.counting()));
        Map<String, Long> found = new TreeMap<>();
        for (int symbol : deck.query().symbols("*")) {
            CandleQuery query = new CandleQuery(
                    symbol, 86_400, PriceType.TRADE, 0, Long.MAX_VALUE, CandleQuery.Fill.NONE, 1000, now);
            for (Candles.Row row :
                    deck.query().candles(query, Deadline.in(PATIENCE_NANOS)).rows()) {
                found.put(deck.journal().symbols().name(symbol) + " " + row.tsNanos() / DAY, row.count());
            }
        }
        assertThat(found).as(seed).isEqualTo(expected);
    }
}
