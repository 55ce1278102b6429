package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what is noticed of alerts is what a computation notices that looks at every tick, over restarts; in a tape that is built anew nothing is. */
class AlertBookTest {
    private static final long START_NANOS = 1_795_000_000_000_000_000L;
    private static final String[] SYMBOLS = {"A", "B"};

    @TempDir
    Path dir;

    private final PlainAlerts plain = new PlainAlerts();
    private final List<String> positions = new ArrayList<>();
    private final List<String> alerts = new ArrayList<>();
    private final long[] prices = {600_000, 600_000};
    private long ticks;
    private int set; // alerts so far
    private RecordedTape tape;

    private void open() {
        tape = new RecordedTape(dir, TapeWriterConfig.defaults().withCommitEvery(Duration.ofMillis(5)));
    }

    @Test
    void noticesWhatAPlainComputationNotices() throws Exception {
        noticesWhatAPlainComputationNotices(2_000);
    }

    @Tag("torture")
    @RepeatedTest(40)
    void noticesWhatAPlainComputationNoticesAtLength() throws Exception {
        noticesWhatAPlainComputationNotices(10_000);
    }

    private void noticesWhatAPlainComputationNotices(int steps) throws Exception {
        long seed = Long.getLong("tapedeck.alerts.seed", System.nanoTime());
        Random random = new Random(seed);
        open();
        for (int i = 0; i < steps; i++) {
            step(random, i);
            if (random.nextInt(1_000) == 0) {
                tape.close();
                open();
            }
        }
        TreeSet<String> noticed = noticed();
        TreeSet<String> missed = new TreeSet<>(plain.fired());
        missed.removeAll(noticed);
        noticed.removeAll(plain.fired());
        assertThat(missed).as("missed, -Dtapedeck.alerts.seed=%d", seed).isEmpty();
        assertThat(noticed).as("too many, -Dtapedeck.alerts.seed=%d", seed).isEmpty();
        assertThat(plain.fired()).as("seed %d", seed).isNotEmpty();
        tape.close();
        Files.delete(RecordedTape.tape(dir));
        open();
        assertThat(noticed())
                .as("a tape that is built again evaluates nothing, seed %d", seed)
                .isEmpty();
        tape.close();
    }

    private TreeSet<String> noticed() throws InterruptedException {
        assertThat(tape.journal.capture().flush().awaitAppended(RecordedTape.WAIT_NANOS))
                .isTrue();
        assertThat(tape.writer.awaitCommitted(ticks, RecordedTape.WAIT_NANOS)).isTrue();
        assertThat(tape.writer
                        .progress()
                        .await(
                                () -> tape.writer.visibleRecord() >= tape.journal.appendedRecord(),
                                RecordedTape.WAIT_NANOS))
                .isTrue();
        TreeSet<String> noticed = new TreeSet<>();
        for (PositionBook.Pending pending : tape.writer.positions().pendingFirings()) {
            AlertFiring firing = pending.firing();
            noticed.add(PlainAlerts.text(firing.alert(), firing.seq(), firing.price()));
        }
        return noticed;
    }

    private void step(Random random, int i) throws InterruptedException {
        if (random.nextInt(30) == 0) {
            event(random);
            return;
        }
        int which = random.nextInt(SYMBOLS.length);
        long drift = i / 200 % 3 - 1; // down, level, up: each price may be a new extreme, or none is
        prices[which] += random.nextInt(41) - 20 + 10 * drift;
        int symbol = tape.journal.capture().symbol(SYMBOLS[which]);
        long late = random.nextInt(8) == 0 ? random.nextInt(5_000) * 1_000_000L : 0;
        TickKind kind = random.nextInt(3) == 0 && i > 400 ? TickKind.QUOTE : TickKind.TRADE;
        Tick tick = new Tick().start(symbol, kind, START_NANOS + i * 100_000_000L - late);
        decimal(tick, 0, prices[which], random);
        if (kind == TickKind.QUOTE && random.nextBoolean()) {
            decimal(tick, 2, prices[which] + 7, random);
        }
        tape.journal.capture().add(tick);
        tick.seq(++ticks);
        plain.tick(SYMBOLS[which], tick);
    }

    /** The same price in one of several scales, or a coarser one. */
    private static void decimal(Tick tick, int decimal, long price, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> tick.decimal(decimal, price / 10, 1);
            case 1 -> tick.decimal(decimal, price * 100, 4);
            default -> tick.decimal(decimal, price, 2);
        }
    }

    private void event(Random random) throws InterruptedException {
        int what = random.nextInt(10);
        if (positions.isEmpty() || what == 0) {
            position(random, "OPEN", "p" + positions.size());
        } else if (what < 4) {
            String[] ops = {"ADD", "REDUCE", "CHANGE", "CHANGE", "CHANGE", "CLOSE"};
            position(random, ops[random.nextInt(ops.length)], positions.get(random.nextInt(positions.size())));
        } else if (what == 4 && !alerts.isEmpty()) {
            EventFields event = new EventFields().put("op", "DELETE");
            append(StoredEvent.ALERT, event.put("id", alerts.remove(random.nextInt(alerts.size()))));
        } else {
            set(random);
        }
    }

    private BigDecimal near(int which, Random random, int reach) {
        return BigDecimal.valueOf(prices[which] + random.nextInt(2 * reach) - reach, 2);
    }

    private void position(Random random, String op, String id) throws InterruptedException {
        int which = op.equals("OPEN") ? random.nextInt(SYMBOLS.length) : SYMBOLS[0].equals(plain.symbol(id)) ? 0 : 1;
        EventFields event = new EventFields().put("op", op).put("id", id);
        if (op.equals("OPEN")) {
            positions.add(id);
            event.put("symbol", SYMBOLS[which])
                    .put("side", random.nextBoolean() ? "LONG" : "SHORT")
                    .put("contract_size", BigDecimal.valueOf(1 + random.nextInt(3)));
        }
        if (op.equals("CHANGE") || op.equals("OPEN")) {
            event.put(
                    "stop",
                    random.nextInt(4) == 0 ? "" : near(which, random, 200).toPlainString());
            event.put(
                    "target",
                    random.nextInt(4) == 0 ? "" : near(which, random, 200).toPlainString());
        }
        if (!op.equals("CHANGE")) {
            event.put("quantity", BigDecimal.valueOf(1 + random.nextInt(300), 2))
                    .put("price", near(which, random, 50));
        }
        append(StoredEvent.POSITION, event);
    }

    private void set(Random random) throws InterruptedException {
        Alert.Type type = Alert.Type.values()[random.nextInt(4)]; // not for silence, which time makes fire and no tick
        String id = "a" + ++set;
        EventFields event = new EventFields()
                .put("op", "SET")
                .put("id", id)
                .put("type", type.name())
                .put("repeats", random.nextInt(2));
        if (type == Alert.Type.PRICE) {
            int which = random.nextInt(SYMBOLS.length);
            event.put("symbol", SYMBOLS[which])
                    .put("level", near(which, random, 100))
                    .put("of", PriceMark.Kind.values()[random.nextInt(3)].name())
                    .put("direction", Alert.Direction.values()[random.nextInt(3)].name());
        } else {
            String position = positions.get(random.nextInt(positions.size()));
            event.put("position", position).put("symbol", plain.symbol(position));
            if (type == Alert.Type.DRAWDOWN) {
                event.put("amount", BigDecimal.valueOf(1 + random.nextInt(500), 2));
            }
        }
        alerts.add(id);
        append(StoredEvent.ALERT, event);
    }

    private void append(int kind, EventFields event) throws InterruptedException {
        Receipt receipt = tape.journal.capture().event(kind, event.bytes());
        assertThat(receipt.awaitAppended(RecordedTape.WAIT_NANOS)).isTrue();
        assertThat(receipt.lastSeq()).isEqualTo(ticks);
        plain.event(kind, event);
    }
}
