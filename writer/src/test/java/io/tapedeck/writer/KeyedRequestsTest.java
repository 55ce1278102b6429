package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a key that was applied is found until it is past its time, whatever the writer is at; and no longer is kept than said. */
class KeyedRequestsTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long START_NANOS = 1_795_000_000_000_000_000L;

    @TempDir
    Path dir;

    private volatile long nowNanos = START_NANOS;

    /** A journal and a writer over the directory. */
    private final class Deck implements AutoCloseable {
        private final Journal journal =
                Journal.open(JournalConfig.defaults(dir.resolve("journal")).withClock(() -> nowNanos));
        private final TapeWriter writer;

        Deck(long commitMillis, int keptKeys) {
            TapeWriterConfig config = TapeWriterConfig.defaults()
                    .withCommitEvery(Duration.ofMillis(commitMillis))
                    .withKeptKeys(keptKeys);
            writer = TapeWriter.open(tape(), journal, config, failure -> {});
        }

        KeyedRequest send(long key, long body, int ticks) throws InterruptedException {
            Tick tick = new Tick();
            byte[] symbol = {'A'};
            try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
                for (int i = 0; i < ticks; i++) {
                    int number = request.symbol(symbol, 0, 1);
                    request.add(
                            tick.start(number, TickKind.TRADE, START_NANOS + i).decimal(0, 15, 1));
                }
                request.idempotency(hash(key).bytes(), hash(body).bytes());
                long atNanos = nowNanos;
                Receipt receipt = journal.capture().submit(request, Capture.WhenFull.WAIT);
                receipt.awaitAppended(WAIT_NANOS);
                return new KeyedRequest(hash(key), hash(body), receipt.firstSeq(), ticks, atNanos);
            }
        }

        void awaitVisible(long seq) throws InterruptedException {
            assertThat(writer.progress().await(() -> writer.visibleSeq() >= seq, WAIT_NANOS))
                    .isTrue();
        }

        void awaitCommitted() throws InterruptedException {
            assertThat(writer.awaitCommitted(journal.appendedSeq(), WAIT_NANOS)).isTrue();
        }

        @Override
        public void close() {
            writer.close();
            journal.close();
        }
    }

    private Path tape() {
        return dir.resolve("tape.db");
    }

    private static RequestHash hash(long number) {
        return new RequestHash(number * 0x9E3779B97F4A7C15L, number);
    }

    /** Looks as a server does: into memory first, then into the tape. */
    private static KeyedRequest find(TapeWriter writer, PreparedStatement inTape, RequestHash key) throws SQLException {
        KeyedRequest live = writer.keyed(key);
        if (live != null) {
            return live;
        }
        inTape.setBytes(1, key.bytes());
        try (ResultSet row = inTape.executeQuery()) {
            return row.next() ? KeyTable.read(row) : null;
        }
    }

    private long rowsInTape() throws SQLException {
        try (Connection connection = Tape.openForReading(tape());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM request_key")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aKeyThatWasAppliedIsFoundAtEveryMomentAndAfterEveryRestart() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<RequestHash, KeyedRequest> last = new HashMap<>();
        long keys = 0;
        for (int run = 0; run < 4; run++) {
            if (run == 3) { // the journal gives them back
                Files.delete(tape());
            }
            try (Deck deck = new Deck(1 + random.nextInt(30), 1_000_000);
                    Connection connection = Tape.openForReading(tape());
                    PreparedStatement inTape = connection.prepareStatement(KeyTable.FIND)) {
                deck.awaitVisible(deck.journal.appendedSeq());
                for (KeyedRequest request : last.values()) {
                    assertThat(find(deck.writer, inTape, request.key())).isEqualTo(request);
                }
                for (int i = 0; i < 300; i++) {
                    boolean again = keys > 0 && random.nextInt(20) == 0; // the later one counts
                    long key = again ? (long) (random.nextDouble() * keys) : keys++;
                    KeyedRequest sent = deck.send(key, random.nextInt(), 1 + random.nextInt(20));
                    last.put(sent.key(), sent);
                    deck.awaitVisible(sent.lastSeq());
                    assertThat(find(deck.writer, inTape, sent.key())).isEqualTo(sent);
                    KeyedRequest older = last.get(hash((long) (random.nextDouble() * keys)));
                    assertThat(find(deck.writer, inTape, older.key())).isEqualTo(older);
                }
                assertThat(find(deck.writer, inTape, hash(keys))).isNull();
                assertThat(deck.writer.failure()).isNull();
            }
            assertThat(rowsInTape()).isEqualTo(keys);
        }
    }

    @Test
    void readersBesideTheWriterMissNoKeyOnItsWayFromMemoryIntoTheTape() throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        int keys = 3_000;
        try (Deck deck = new Deck(1, 1_000_000)) {
            List<Thread> readers = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                Thread thread = new Thread(() -> follow(deck, keys, failures));
                thread.start();
                readers.add(thread);
            }
            for (int key = 1; key <= keys; key++) {
                deck.send(key, key, 1);
            }
            for (Thread reader : readers) {
                reader.join(60_000);
                assertThat(reader.isAlive()).isFalse();
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Looks the newest visible key up, again and again: key n has the one tick n. */
    private void follow(Deck deck, int keys, ConcurrentLinkedQueue<Throwable> failures) {
        try (Connection connection = Tape.openForReading(tape());
                PreparedStatement inTape = connection.prepareStatement(KeyTable.FIND)) {
            long seq = 0;
            while (seq < keys) {
                seq = deck.writer.visibleSeq();
                for (long back = seq; back > Math.max(0, seq - 20); back--) {
                    KeyedRequest found = find(deck.writer, inTape, hash(back));
                    if (found == null || found.firstSeq() != back) {
                        throw new AssertionError("key " + back + " of " + seq + ": " + found);
                    }
                }
            }
        } catch (Throwable t) {
            failures.add(t);
        }
    }

    @Test
    void noMoreAreKeptThanTheBoundAndTheOldestGoFirst() throws Exception {
        try (Deck deck = new Deck(1000, 100)) {
            for (int key = 0; key < 250; key++) {
                deck.send(key, 1, 1);
                if (key % 40 == 0) {
                    deck.awaitCommitted();
                }
            }
            deck.awaitCommitted();
            assertThat(rowsInTape()).isEqualTo(100);
        }
        try (Deck deck = new Deck(1000, 100); // counts what is there
                Connection connection = Tape.openForReading(tape());
                PreparedStatement inTape = connection.prepareStatement(KeyTable.FIND)) {
            deck.send(250, 1, 1);
            deck.awaitCommitted();
            assertThat(rowsInTape()).isEqualTo(100);
            assertThat(find(deck.writer, inTape, hash(150))).isNull();
            assertThat(find(deck.writer, inTape, hash(151)).firstSeq()).isEqualTo(152);
            assertThat(find(deck.writer, inTape, hash(250)).firstSeq()).isEqualTo(251);
        }
    }

    @Test
    void keysOlderThanADayGoAFewAtATimeWithThoseThatCome() throws Exception {
        try (Deck deck = new Deck(1000, 1_000_000)) {
            for (int key = 0; key < 700; key++) {
                deck.send(key, 1, 1);
            }
            deck.awaitCommitted();
            nowNanos += KeyTable.KEPT_NANOS;
            deck.send(1_000, 1, 1);
            deck.awaitCommitted();
            assertThat(rowsInTape()).isEqualTo(701);
            nowNanos++;
            for (int expected : new int[] {446, 191, 4, 5}) { // 256 at a time
                deck.send(1_000 + expected, 1, 1);
                deck.awaitCommitted();
                assertThat(rowsInTape()).isEqualTo(expected);
            }
        }
    }

    @Test
    void keysThatNoCommitTakesCountTowardsTheBoundOnMemory() throws Exception {
        TapeWriterConfig config =
                TapeWriterConfig.defaults().withMemory(1 << 20).withCommitEvery(Duration.ofHours(1));
        try (Deck none = new Deck(1000, 1)) {
            none.awaitVisible(0); // makes the tape
        }
        try (Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")));
                Connection outsider = Tape.openForWriting(tape());
                Statement lock = outsider.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            try (TapeWriter writer = TapeWriter.open(tape(), journal, config, failure -> {})) {
                byte[] symbol = {'A'};
                for (int key = 0; key < 20_000; key++) { // 1 MiB of ticks, and 4 of keys
                    try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
                        int number = request.symbol(symbol, 0, 1);
                        request.add(new Tick()
                                .start(number, TickKind.TRADE, START_NANOS)
                                .decimal(0, 15, 1));
                        request.idempotency(hash(key).bytes(), hash(key).bytes());
                        journal.capture().submit(request, Capture.WhenFull.WAIT);
                    }
                }
                journal.capture().flush().awaitAppended(WAIT_NANOS);
                long stands;
                do {
                    stands = writer.visibleSeq();
                    Thread.sleep(200);
                } while (stands == 0 || stands != writer.visibleSeq());
                assertThat(stands).isBetween(1_000L, 15_000L);
                lock.execute("COMMIT");
                assertThat(writer.awaitCommitted(20_000, WAIT_NANOS)).isTrue();
            }
        }
    }

    @Test
    void aTapeFromBeforeThereWereKeysGetsTheirTable() throws Exception {
        Tape.openForWriting(tape()).close();
        try (Connection connection = Tape.openForWriting(tape());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE request_key");
        }
        Tape.openForWriting(tape()).close();
        assertThat(rowsInTape()).isZero();
    }

    @Test
    void aHashOfAnotherLengthIsDamage() throws Exception {
        try (Connection connection = Tape.openForWriting(tape());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO request_key VALUES (7, 1, x'0102', x'03', 0)");
            try (ResultSet row = statement.executeQuery("SELECT first_seq, count, key, body, at FROM request_key")) {
                row.next();
                assertThatThrownBy(() -> KeyTable.read(row))
                        .isInstanceOf(TapeException.class)
                        .hasMessageContaining("seq 7")
                        .extracting("code")
                        .isEqualTo(TapeException.Code.DAMAGED);
            }
        }
    }

    @Test
    void keysOfTicksThatTheJournalHoldsNoMoreAreCarriedIntoATapeThatIsBuiltAgain() throws Exception {
        Path built = dir.resolve("built.db");
        KeyedRequest dropped;
        KeyedRequest repeated;
        try (Deck deck = new Deck(1, 100)) {
            dropped = deck.send(1, 10, 3);
            deck.send(2, 20, 3); // its key comes again, in what the journal still has
            repeated = deck.send(2, 21, 2);
            deck.awaitCommitted();
        }
        try (Connection made = Tape.openForWriting(built);
                KeyTable keys = new KeyTable(made, 100)) {
            keys.write(List.of(repeated));
        }
        try (Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")))) {
            TapeCarrier.carry(tape(), built, journal.symbols(), SeqRanges.of(1, 6), ticks -> {});
        }
        try (Connection read = Tape.openForReading(built);
                Statement statement = read.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT first_seq, count, key, body, at FROM request_key ORDER BY first_seq")) {
            List<KeyedRequest> found = new ArrayList<>();
            while (row.next()) {
                found.add(KeyTable.read(row));
            }
            assertThat(found).containsExactly(dropped, repeated);
        }
    }
}
