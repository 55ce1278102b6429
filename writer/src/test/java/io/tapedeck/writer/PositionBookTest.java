package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a position is what its events and the ticks make it, exactly, over restarts, and again in a tape that is built anew. */
class PositionBookTest {
    private static final long START_NANOS = 1_795_000_000_000_000_000L;
    private static final String[] SYMBOLS = {"A", "B", "C"};

    @TempDir
    Path dir;

    /** What the journal was given, in its order: a tick or an event. */
    private record Given(Tick tick, EventFields event) {}

    private final List<Given> given = new ArrayList<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private long ticks;
    private RecordedTape tape;

    private void open() {
        tape = new RecordedTape(dir, TapeWriterConfig.defaults().withCommitEvery(Duration.ofMillis(5)));
    }

    @Test
    void positionsAreWhatAPlainComputationSays() throws Exception {
        positionsAreWhatAPlainComputationSays(1_200);
    }

    @Tag("torture")
    @RepeatedTest(20)
    void positionsAreWhatAPlainComputationSaysAtLength() throws Exception {
        positionsAreWhatAPlainComputationSays(4_000);
    }

    private void positionsAreWhatAPlainComputationSays(int steps) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        open();
        for (int i = 0; i < steps; i++) {
            step(random, i);
            if (random.nextInt(500) == 0) {
                tape.close();
                open();
            }
        }
        awaitAll();
        Map<String, String> expected = new PlainPositions(given, names).states();
        assertThat(states()).as("seed %d", seed).isEqualTo(expected);
        long seq = random.nextLong(ticks);
        assertThat(statesAt(seq)).as("as of %d, seed %d", seq, seed).isEqualTo(expectedAt(seq));
        tape.close();
        assertThat(tapeStates()).as("the tape, seed %d", seed).isEqualTo(expected);
        Files.delete(RecordedTape.tape(dir));
        open();
        awaitAll();
        tape.close();
        assertThat(tapeStates()).as("built again, seed %d", seed).isEqualTo(expected);
    }

    @Test
    void aNewTapeGoesOnWithTheEventsOfTheOldOne() throws Exception {
        Random random = new Random(7);
        open();
        for (int i = 0; i < 500; i++) {
            step(random, i);
        }
        awaitAll();
        tape.close();
        Path old = dir.resolve("old.db");
        Files.move(RecordedTape.tape(dir), old);
        Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")));
        assertThat(OldBooks.carryEvents(old, RecordedTape.tape(dir), journal)).isEmpty();
        journal.close();
        open();
        for (int i = 500; i < 1_000; i++) {
            step(random, i);
        }
        awaitAll();
        tape.close();
        assertThat(tapeStates()).isEqualTo(new PlainPositions(given, names).states());
    }

    private void step(Random random, int i) throws InterruptedException {
        if (random.nextInt(25) == 0) {
            event(random);
            return;
        }
        String name = SYMBOLS[random.nextInt(SYMBOLS.length)];
        int symbol = tape.journal.capture().symbol(name);
        names.put(symbol, name);
        long late = random.nextInt(8) == 0 ? random.nextInt(5_000) * 1_000_000L : 0;
        TickKind kind = random.nextInt(3) == 0 && i > 400 ? TickKind.QUOTE : TickKind.TRADE;
        Tick tick = new Tick().start(symbol, kind, START_NANOS + i * 100_000_000L - late);
        tick.decimal(0, 60_000 + random.nextInt(2_000), random.nextInt(3));
        if (kind == TickKind.QUOTE && random.nextBoolean()) {
            tick.decimal(2, 61_000 + random.nextInt(2_000), random.nextInt(3));
        }
        tape.journal.capture().add(tick);
        given.add(new Given(tick, null));
        tick.seq(++ticks);
    }

    private void event(Random random) throws InterruptedException {
        Position.Op op = ids.isEmpty() ? Position.Op.OPEN : Position.Op.values()[random.nextInt(6)];
        String id = op == Position.Op.OPEN ? "p" + ids.size() : ids.get(random.nextInt(ids.size()));
        EventFields event = new EventFields().put("op", op.name()).put("id", id);
        event.put("quantity", BigDecimal.valueOf(1 + random.nextInt(300), 2));
        event.put("price", BigDecimal.valueOf(60_000 + random.nextInt(3_000), 1));
        if (op == Position.Op.OPEN) {
            ids.add(id);
            event.put("symbol", SYMBOLS[random.nextInt(SYMBOLS.length)])
                    .put("side", random.nextBoolean() ? "LONG" : "SHORT")
                    .put("contract_size", BigDecimal.valueOf(1 + random.nextInt(3)));
        } else if (op == Position.Op.MIRROR && random.nextBoolean()) {
            event.put("entry_price", BigDecimal.valueOf(60_000 + random.nextInt(3_000), 1));
        } else if (op == Position.Op.CHANGE) {
            event.put("stop", random.nextBoolean() ? "" : "59000.5").put("note", "n" + random.nextInt());
        }
        Receipt receipt = tape.journal.capture().event(StoredEvent.POSITION, event.bytes());
        assertThat(receipt.awaitAppended(RecordedTape.WAIT_NANOS)).isTrue();
        assertThat(receipt.lastSeq()).isEqualTo(ticks);
        given.add(new Given(null, event));
    }

    private void awaitAll() throws InterruptedException {
        assertThat(tape.journal.capture().flush().awaitAppended(RecordedTape.WAIT_NANOS))
                .isTrue();
        long last = tape.journal.appendedSeq();
        assertThat(tape.writer.awaitCommitted(last, RecordedTape.WAIT_NANOS)).isTrue();
    }

    /** What the book says of open positions, and the tape of closed ones. */
    private Map<String, String> states() throws SQLException {
        Map<String, String> states = tapeStates();
        for (MarkedPosition marked : tape.writer.positions().all().positions()) {
            states.put(marked.position().id(), PlainPositions.text(marked));
        }
        return states;
    }

    /** What was made by the events and ticks up to a tick, by the plain computation. */
    private Map<String, String> expectedAt(long seq) {
        List<Given> until = new ArrayList<>();
        long at = 0;
        for (Given each : given) {
            at += each.tick() == null ? 0 : 1;
            if (at <= seq) {
                until.add(each);
            }
        }
        return new PlainPositions(until, names).states();
    }

    /** The same out of the tape's events, with the ticks in the order of time. */
    private Map<String, String> statesAt(long seq) throws SQLException {
        Map<String, List<StoredEvent>> events = new HashMap<>();
        Map<String, MarkedPosition> positions = new HashMap<>();
        try (var connection = Tape.openForReading(RecordedTape.tape(dir));
                var statement = connection.createStatement()) {
            try (var row = statement.executeQuery("SELECT state FROM position")) {
                while (row.next()) {
                    MarkedPosition marked = PositionTable.position(row);
                    positions.put(marked.position().id(), marked);
                }
            }
            try (var row = statement.executeQuery(
                    "SELECT seq, record, kind, subject, at, key, body FROM event ORDER BY seq, record")) {
                while (row.next()) {
                    StoredEvent event = PositionTable.event(row);
                    if (event.place().seq() <= seq) {
                        events.computeIfAbsent(event.subject(), id -> new ArrayList<>())
                                .add(event);
                    }
                }
            }
        }
        Map<String, String> states = new HashMap<>();
        events.forEach((id, all) -> states.put(id, stateAt(seq, positions.get(id), all)));
        return states;
    }

    private String stateAt(long seq, MarkedPosition now, List<StoredEvent> events) {
        PositionHistory history = new PositionHistory(events, now.opening());
        List<Tick> all = given.stream()
                .map(Given::tick)
                .filter(tick -> tick != null
                        && tick.seq() <= seq
                        && names.get(tick.symbol()).equals(now.position().symbol()))
                .sorted(Comparator.comparing((Tick tick) -> !tick.isQuote())
                        .thenComparingLong(Tick::tsNanos)
                        .thenComparingLong(tick -> tick.seq()))
                .toList();
        all.forEach(history::take);
        return PlainPositions.text(history.state());
    }

    private Map<String, String> tapeStates() throws SQLException {
        Map<String, String> states = new HashMap<>();
        try (var connection = Tape.openForReading(RecordedTape.tape(dir));
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT state FROM position")) {
            while (row.next()) {
                MarkedPosition marked = PositionTable.position(row);
                states.put(marked.position().id(), PlainPositions.text(marked));
            }
        }
        return states;
    }

    /** The plain computation: BigDecimal alone, every tick looked at for every position, one after the other. */
    private static final class PlainPositions {
        private final List<Given> given;
        private final Map<Integer, String> names;
        private final long[] seqs; // of the last tick up to each place

        PlainPositions(List<Given> given, Map<Integer, String> names) {
            this.given = given;
            this.names = names;
            seqs = new long[given.size()];
            for (int i = 0; i < seqs.length; i++) {
                seqs[i] = (i == 0 ? 0 : seqs[i - 1]) + (given.get(i).tick() == null ? 0 : 1);
            }
        }

        Map<String, String> states() {
            Map<String, String> states = new HashMap<>();
            for (int i = 0; i < given.size(); i++) {
                EventFields event = given.get(i).event();
                if (event != null && event.text("op").equals("OPEN")) {
                    states.put(event.text("id"), follow(i));
                }
            }
            return states;
        }

        private BigDecimal quantity;
        private BigDecimal cost;
        private BigDecimal realised;
        private BigDecimal contract;
        private boolean isLong;
        private BigDecimal best;
        private BigDecimal worst;
        private long bestSeq;
        private long worstSeq;

        private String follow(int openedAt) {
            EventFields opened = given.get(openedAt).event();
            isLong = opened.text("side").equals("LONG");
            int side = isLong ? 0 : 2;
            quantity = opened.decimal("quantity");
            cost = quantity.multiply(opened.decimal("price"));
            contract = opened.decimal("contract_size");
            realised = BigDecimal.ZERO;
            best = null;
            worst = null;
            Tick trade = newest(openedAt, opened.text("symbol"), TickKind.TRADE);
            Tick quote = newest(openedAt, opened.text("symbol"), TickKind.QUOTE);
            long floor = Math.max(
                    trade == null ? Long.MIN_VALUE : trade.tsNanos(), quote == null ? Long.MIN_VALUE : quote.tsNanos());
            boolean quoted = quote != null && quote.has(side);
            Tick mark = quoted ? quote : trade;
            consider(mark, quoted ? side : 0);
            for (int i = openedAt + 1; i < given.size() && quantity.signum() > 0; i++) {
                Given each = given.get(i);
                if (each.event() != null) {
                    if (each.event().text("id").equals(opened.text("id"))) {
                        change(each.event(), seq(i));
                        if (quantity.signum() > 0) {
                            consider(mark, quoted ? side : 0);
                        }
                    }
                    continue;
                }
                Tick tick = each.tick();
                boolean counts = name(tick).equals(opened.text("symbol")) && tick.tsNanos() >= floor;
                if (!counts || tick.isQuote() != quoted && !tick.isQuote() || tick.isQuote() && !tick.has(side)) {
                    continue;
                }
                if (tick.isQuote() && !quoted) {
                    quoted = true;
                    mark = null;
                }
                tick.seq(seq(i));
                mark = mark == null || tick.tsNanos() >= mark.tsNanos() ? tick : mark;
                consider(tick, quoted ? side : 0);
            }
            String at = mark == null ? "none" : plain(price(mark, quoted ? side : 0)) + " " + mark.seq();
            return String.join(
                    " ",
                    plain(quantity),
                    plain(realised),
                    at,
                    best == null ? "none" : plain(best) + " " + bestSeq,
                    worst == null ? "none" : plain(worst) + " " + worstSeq);
        }

        static String text(MarkedPosition marked) {
            PriceMark mark = marked.mark();
            return String.join(
                    " ",
                    plain(marked.position().quantity()),
                    plain(marked.position().realised()),
                    mark == null ? "none" : plain(mark.price()) + " " + mark.seq(),
                    marked.best() == null
                            ? "none"
                            : plain(marked.best().pnl()) + " " + marked.best().seq(),
                    marked.worst() == null
                            ? "none"
                            : plain(marked.worst().pnl()) + " " + marked.worst().seq());
        }

        private static String plain(BigDecimal value) {
            return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        }

        private String name(Tick tick) {
            return names.get(tick.symbol());
        }

        private long seq(int place) {
            return seqs[place];
        }

        private Tick newest(int before, String symbol, TickKind kind) {
            Tick newest = null;
            for (int i = 0; i < before; i++) {
                Tick tick = given.get(i).tick();
                if (tick != null && tick.kind() == kind && name(tick).equals(symbol)) {
                    tick.seq(seq(i));
                    newest = newest == null || tick.tsNanos() >= newest.tsNanos() ? tick : newest;
                }
            }
            return newest;
        }

        private static BigDecimal price(Tick tick, int decimal) {
            return BigDecimal.valueOf(tick.mantissa(decimal), tick.scale(decimal));
        }

        private void consider(Tick tick, int decimal) {
            if (tick != null) {
                consider(price(tick, decimal), tick.seq());
            }
        }

        private void consider(BigDecimal price, long seq) {
            BigDecimal open = quantity.multiply(price).subtract(cost).multiply(contract);
            BigDecimal pnl = realised.add(isLong ? open : open.negate());
            if (best == null || pnl.compareTo(best) > 0) {
                best = pnl;
                bestSeq = seq;
            }
            if (worst == null || pnl.compareTo(worst) < 0) {
                worst = pnl;
                worstSeq = seq;
            }
        }

        private void change(EventFields event, long seq) {
            BigDecimal amount = event.decimal("quantity");
            BigDecimal price = event.decimal("price");
            switch (Position.Op.valueOf(event.text("op"))) {
                case ADD -> add(amount, price);
                case REDUCE -> reduce(amount.min(quantity), price, seq);
                case CLOSE -> reduce(quantity, price, seq);
                case MIRROR -> {
                    if (amount.compareTo(quantity) > 0) {
                        add(amount.subtract(quantity), price);
                    } else {
                        reduce(quantity.subtract(amount), price, seq);
                    }
                    if (event.has("entry_price")) {
                        cost = quantity.multiply(event.decimal("entry_price"));
                    }
                }
                case OPEN, CHANGE -> {}
            }
        }

        private void add(BigDecimal amount, BigDecimal price) {
            quantity = quantity.add(amount);
            cost = cost.add(amount.multiply(price));
        }

        private void reduce(BigDecimal amount, BigDecimal price, long seq) {
            if (amount.signum() == 0) {
                return;
            }
            BigDecimal taken = amount.compareTo(quantity) == 0
                    ? cost
                    : cost.multiply(amount).divide(quantity, 18, RoundingMode.HALF_EVEN);
            BigDecimal won = amount.multiply(price).subtract(taken).multiply(contract);
            realised = realised.add(isLong ? won : won.negate());
            quantity = quantity.subtract(amount);
            cost = cost.subtract(taken);
            if (quantity.signum() == 0) {
                consider(price, seq);
            }
        }
    }
}
