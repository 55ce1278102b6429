package io.tapedeck.tools;

import io.tapedeck.journal.Receipt;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.Alert;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.PositionBook;
import io.tapedeck.writer.PriceMark;
import io.tapedeck.writer.StoredEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A position and ten alerts of each symbol of a workload, and what must fire of them, computed plainly: every trade is compared with every
 * alert. Some of the levels lie within what the prices reach, most right behind it. One thread.
 */
final class WatchedMarket {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int SCALE = MarketWorkload.PRICE_SCALE;
    private static final long SILENT_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private final MarketWorkload workload;
    private final List<List<Watch>> watches = new ArrayList<>(); // by rank
    private final Map<String, String> firings = new TreeMap<>();
    private final long[] first;
    private final long[] least;
    private final long[] greatest;

    /** An alert on a price, and what the trades have made of it. */
    private static final class Watch {
        private final String id;
        private final EventFields event;
        private final boolean below; // fires at the level and below, not above
        private final long level; // or how far the price may fall back
        private final boolean fallsBack;
        private long best;
        private boolean fired;

        Watch(EventFields event, boolean below, boolean fallsBack, long level) {
            id = event.text("id");
            this.event = event;
            this.below = below;
            this.fallsBack = fallsBack;
            this.level = level;
            best = below ? Long.MIN_VALUE : Long.MAX_VALUE;
        }

        boolean fires(long price) {
            best = below ? Math.max(best, price) : Math.min(best, price);
            long from = !fallsBack ? level : below ? best - level : best + level;
            boolean now = !fired && (below ? price <= from : price >= from);
            fired |= now;
            return now;
        }
    }

    /**
     * Computes what fires.
     *
     * @param workload trades
     * @param ticks of how many of them
     */
    WatchedMarket(MarketWorkload workload, long ticks) {
        this.workload = workload;
        int symbols = workload.symbols();
        first = new long[symbols];
        least = new long[symbols];
        greatest = new long[symbols];
        for (long number = 0; number < ticks; number++) {
            int rank = workload.rank(number);
            long price = workload.price(number);
            boolean begun = first[rank] != 0;
            first[rank] = begun ? first[rank] : price;
            least[rank] = begun ? Math.min(least[rank], price) : price;
            greatest[rank] = Math.max(greatest[rank], price);
        }
        for (int rank = 0; rank < symbols; rank++) {
            watches.add(watch(rank));
        }
        for (long number = 0; number < ticks; number++) {
            for (Watch watch : watches.get(workload.rank(number))) {
                if (watch.fires(workload.price(number))) {
                    firings.put(watch.id, text(number + 1, price(workload.price(number))));
                }
            }
        }
    }

    private static BigDecimal price(long mantissa) {
        return BigDecimal.valueOf(mantissa, SCALE);
    }

    private static String text(long seq, BigDecimal price) {
        return price.stripTrailingZeros().toPlainString() + " at seq " + seq;
    }

    private boolean isLong(int rank) {
        return rank % 2 == 0;
    }

    private long stop(int rank) {
        return isLong(rank)
                ? first[rank] - (first[rank] - least[rank]) / 2 - 1
                : first[rank] + (greatest[rank] - first[rank]) / 2 + 1;
    }

    private long target(int rank) {
        return isLong(rank) ? greatest[rank] + 1 : least[rank] - 1;
    }

    private List<Watch> watch(int rank) {
        List<Watch> all = new ArrayList<>();
        long fall = (greatest[rank] - least[rank]) * 3 / 4 + 1;
        all.add(new Watch(ofPosition(rank, Alert.Type.STOP), isLong(rank), false, stop(rank)));
        all.add(new Watch(ofPosition(rank, Alert.Type.TARGET), !isLong(rank), false, target(rank)));
        all.add(new Watch(ofPosition(rank, Alert.Type.DRAWDOWN).put("amount", price(fall)), isLong(rank), true, fall));
        long up = greatest[rank] - first[rank];
        long down = first[rank] - least[rank];
        for (long above : new long[] {up / 3 + 1, up + 10, up + 25}) {
            all.add(onPrice(rank, false, first[rank] + above));
        }
        for (long below : new long[] {down / 3 + 1, down + 10, down + 25}) {
            all.add(onPrice(rank, true, first[rank] - below));
        }
        return all;
    }

    private EventFields ofPosition(int rank, Alert.Type type) {
        return set(type + "-" + rank, type, rank).put("position", position(rank));
    }

    private Watch onPrice(int rank, boolean below, long level) {
        EventFields event = set("price-" + rank + "-" + level, Alert.Type.PRICE, rank)
                .put("level", price(level))
                .put("of", PriceMark.Kind.TRADE.name())
                .put("direction", Alert.Direction.ANY.name());
        return new Watch(event, below, false, level);
    }

    private EventFields set(String id, Alert.Type type, int rank) {
        return new EventFields()
                .put("op", Alert.Op.SET.name())
                .put("id", id)
                .put("type", type.name())
                .put("symbol", workload.symbol(rank));
    }

    private static String position(int rank) {
        return "position-" + rank;
    }

    /** How many alerts there are. */
    int alerts() {
        return watches.stream().mapToInt(of -> of.size() + 1).sum();
    }

    /** Opens all positions and sets all alerts. */
    void set(Tapedeck deck) throws InterruptedException {
        Receipt last = null;
        for (int rank = 0; rank < workload.symbols(); rank++) {
            EventFields open = new EventFields()
                    .put("op", "OPEN")
                    .put("id", position(rank))
                    .put("symbol", workload.symbol(rank))
                    .put("side", isLong(rank) ? "LONG" : "SHORT")
                    .put("quantity", 1)
                    .put("contract_size", 1)
                    .put("price", price(first[rank]))
                    .put("stop", price(stop(rank)))
                    .put("target", price(target(rank)));
            deck.capture().event(StoredEvent.POSITION, open.bytes());
            for (Watch watch : watches.get(rank)) {
                deck.capture().event(StoredEvent.ALERT, watch.event.bytes());
            }
            EventFields silence =
                    set("silence-" + rank, Alert.Type.SILENCE, rank).put("seconds", SILENT_SECONDS);
            last = deck.capture().event(StoredEvent.ALERT, silence.bytes());
        }
        awaitRecorded(deck, last);
    }

    private void awaitRecorded(Tapedeck deck, Receipt last) throws InterruptedException {
        PositionBook book = deck.writer().positions();
        if (!last.awaitAppended(PATIENCE_NANOS)
                || !await(book, () -> book.alerts().size() == alerts())) {
            throw CommandException.failed("the alerts were not set within five minutes, only "
                    + book.alerts().size() + " of " + alerts() + " were");
        }
    }

    /** Waits until something is so that only alerts change. */
    private static boolean await(PositionBook book, BooleanSupplier there) throws InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE_NANOS);
        while (deadline.remainingNanos() > 0) {
            long news = book.alertNews(); // first: what comes from here on ends the wait
            if (there.getAsBoolean()) {
                return true;
            }
            book.alertSignal().await(() -> book.alertNews() != news, deadline.remainingNanos());
        }
        return false;
    }

    /** Waits until as many have fired as must, and looks whether it was at the right ticks. */
    void check(Tapedeck deck) throws InterruptedException {
        PositionBook book = deck.writer().positions();
        await(book, () -> fired(book).size() >= firings.size());
        Map<String, String> found = fired(book);
        for (String id : firings.keySet()) {
            Answer.check(BenchStage.ALERTS, "the firing of alert " + id, found.get(id), firings.get(id));
        }
        Answer.check(BenchStage.ALERTS, "alerts that fired", found.size(), firings.size());
    }

    private static Map<String, String> fired(PositionBook book) {
        Map<String, String> fired = new TreeMap<>();
        for (PositionBook.AlertState state : book.alerts()) {
            Alert alert = state.alert();
            if (alert.count() > 0) {
                fired.put(alert.id(), text(alert.last().seq(), alert.last().price()));
            }
        }
        return fired;
    }
}
