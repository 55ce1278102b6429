package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.Loss;
import io.tapedeck.journal.LossReport;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.TickQuery;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.tools.PowerCutVictim.Sent;
import io.tapedeck.tools.PowerCutVictim.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what was acknowledged as synced survives the loss of power, and of the rest each request is there whole or not at all.
 * Method: a process captures, commits and checkpoints as fast as it can and is killed at a random moment; then what was not
 * forced is taken from its files as a disk might have left it ({@link PowerCut}); then the directory is opened as after a boot.
 *
 * <p>It proves that the forces are where they must be and that a start copes with what is left. It proves nothing about
 * disks that lie about a force.
 */
class PowerCutTest {
    private static final long FIRST_SEED = Long.getLong("tapedeck.powercut.seed", System.nanoTime() >>> 8);

    @TempDir
    Path work;

    private final TreeMap<Long, String> idBySeq = new TreeMap<>();
    private final TreeMap<Long, Long> lost = new TreeMap<>(); // first seq to last

    static LongStream fewSeeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + 12);
    }

    static LongStream manySeeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + Integer.getInteger("tapedeck.powercut.rounds", 500));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("fewSeeds")
    @Timeout(120)
    void whatWasSyncedSurvivesALossOfPower(long seed) throws Exception {
        cutThePower(seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    @Tag("torture")
    @Timeout(300)
    void whatWasSyncedSurvivesManyLossesOfPower(long seed) throws Exception {
        cutThePower(seed);
    }

    private void cutThePower(long seed) throws Exception {
        Random random = new Random(seed);
        Path data = Files.createDirectory(work.resolve("data"));
        Path copies = Files.createDirectory(work.resolve("copies"));
        Files.createDirectory(data.resolve("journal"));
        String what = "seed " + seed;
        try (PowerCutVictim victim = new PowerCutVictim(data, copies, seed)) {
            captureAWhile(victim, random);
            victim.kill();
            PowerCut cut = new PowerCut(data, copies, random);
            cut.happen();
            what += ", kept " + cut;
            checkReopened(data, victim, what);
        } catch (Throwable e) {
            throw new AssertionError(what, e);
        }
    }

    /** By requests and not by time, so that a slow machine too sees files roll and checkpoints come and go. */
    private static void captureAWhile(PowerCutVictim victim, Random random) {
        int requests = 1 + random.nextInt(600);
        long start = System.nanoTime();
        while (victim.appended.size() < requests && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
            assertThat(victim.isAlive()).isTrue();
            LockSupport.parkNanos(100_000 + random.nextInt(2_000_000));
        }
        assertThat(victim.appended).isNotEmpty();
    }

    private void checkReopened(Path data, PowerCutVictim victim, String what) throws Exception {
        long firstNew;
        long lastNew;
        try (Tapedeck deck = Tapedeck.open(data)) {
            long before = deck.journal().appendedSeq();
            for (int i = 0; i < 10; i++) {
                deck.capture().trade("NEW", 1_800_000_000_000_000_000L + i, "1", "10", Side.BUY);
            }
            Receipt receipt = deck.capture().flush();
            assertThat(receipt.awaitAppended(TimeUnit.SECONDS.toNanos(20))).isTrue();
            firstNew = before + 1;
            lastNew = deck.journal().appendedSeq();
            assertThat(lastNew).as(what).isEqualTo(before + 10);
            Deadline deadline = Deadline.in(TimeUnit.SECONDS.toNanos(20));
            deck.query().awaitVisible(lastNew, deadline);
            readJournal(data);
            checkTape(deck, what);
            checkReport(deck.journal().salvaged(), what);
        }
        checkRequests(victim, firstNew, what);
        Verified.whole(data, what);
    }

    private void readJournal(Path data) {
        Tick tick = new Tick();
        try (JournalReader reader = JournalReader.open(data.resolve("journal"))) {
            while (reader.next()) {
                long seq = reader.firstSeq();
                if (reader.type() == RecordType.TICKS) {
                    for (int at = reader.rowsOffset(); at < reader.rowsEnd(); seq++) {
                        at += TickRow.decode(reader.payload(), at, seq, tick);
                        assertThat(idBySeq.put(seq, content(tick))).isNull();
                    }
                } else if (reader.count() > 0) {
                    lost.put(seq, seq + reader.count() - 1);
                }
            }
        }
    }

    private static String content(Tick tick) {
        return tick.idType() == IdType.NONE ? "new" : tick.idText() + "/" + tick.decimalText(1);
    }

    /** The tape has exactly the journal's ticks. */
    private void checkTape(Tapedeck deck, String what) {
        Map<Long, String> inTape = new TreeMap<>();
        Deadline deadline = Deadline.in(TimeUnit.SECONDS.toNanos(20));
        TickQuery all = new TickQuery(
                TickKind.TRADE, null, Long.MIN_VALUE, Long.MAX_VALUE, TickQuery.Order.ASCENDING, Long.MAX_VALUE, null);
        deck.query().ticks(all, deadline, tick -> inTape.put(tick.seq(), content(tick)));
        assertThat(difference(inTape, idBySeq))
                .as("%s, in the tape alone", what)
                .isEmpty();
        assertThat(difference(idBySeq, inTape))
                .as("%s, in the journal alone", what)
                .isEmpty();
    }

    /** What the start says it has lost, is not there, and the journal says the same. */
    private void checkReport(LossReport report, String what) {
        for (Loss loss : report == null ? List.<Loss>of() : report.losses()) {
            for (long seq = loss.fromSeq(); seq <= loss.toSeq(); seq++) { // none where no tick is known to be lost
                assertThat(idBySeq).as("%s, %s", what, loss).doesNotContainKey(seq);
            }
            checkLost(loss.fromSeq(), loss.toSeq(), what);
        }
    }

    private static Map<Long, String> difference(Map<Long, String> one, Map<Long, String> other) {
        Map<Long, String> difference = new TreeMap<>(one);
        difference.entrySet().removeAll(other.entrySet());
        return difference;
    }

    private void checkRequests(PowerCutVictim victim, long firstNew, String what) {
        Map<Sent, Integer> found = new HashMap<>();
        idBySeq.forEach((seq, id) -> {
            if (!id.startsWith("new")) {
                checkTick(seq, id, victim, found, what);
            }
        });
        found.forEach((sent, ticks) ->
                assertThat(ticks).as("%s, %s is whole", what, sent).isZero());
        victim.synced
                .keySet()
                .forEach(sent -> assertThat(found).as("%s, synced", what).containsKey(sent));
        victim.appended.forEach((sent, told) -> {
            long last = told.firstSeq() + told.count() - 1;
            assertThat(last).as("%s, no number is given twice", what).isLessThan(firstNew);
            if (!found.containsKey(sent)) {
                checkLost(told.firstSeq(), last, what);
            }
        });
    }

    /** Counts down how many ticks of a request are missing yet; each stands at its place behind the first. */
    private void checkTick(long seq, String id, PowerCutVictim victim, Map<Sent, Integer> found, String what) {
        String[] parts = id.split("[-/]");
        Sent sent = new Sent(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        int place = Integer.parseInt(parts[2]);
        int count = Integer.parseInt(parts[3]);
        found.merge(sent, count - 1, (missing, first) -> missing - 1);
        Told told = victim.appended.get(sent);
        if (told != null) {
            assertThat(seq).as("%s, %s", what, sent).isEqualTo(told.firstSeq() + place);
        } else if (place > 0) {
            assertThat(idBySeq.get(seq - 1))
                    .as(what)
                    .isEqualTo(parts[0] + "-" + parts[1] + "-" + (place - 1) + "/" + count);
        }
    }

    /** The journal itself declares that these numbers hold no ticks. */
    private void checkLost(long first, long last, String what) {
        for (long seq = first; seq <= last; seq++) {
            Map.Entry<Long, Long> range = lost.floorEntry(seq);
            assertThat(range != null && range.getValue() >= seq)
                    .as("%s, seq %d is declared lost", what, seq)
                    .isTrue();
        }
    }
}
