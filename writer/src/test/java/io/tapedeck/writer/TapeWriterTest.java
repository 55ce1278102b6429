package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TapeWriterTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    Path dir;

    @Test
    void keeps_its_cut_and_tries_again_while_the_disk_is_full() throws Exception {
        Random random = new Random(1);
        List<String> sent = new ArrayList<>();
        try (Deck deck = new Deck(4L << 20, 50)) {
            deck.send(random, 1000, sent);
            assertThat(deck.writer.awaitCommitted(sent.size(), WAIT_NANOS)).isTrue();
            maxPages(deck, 1); // SQLite makes of it what is there already
            while (deck.writer.outOfRoomNanos() == 0) {
                deck.send(random, 1000, sent);
                deck.awaitVisible(sent.size());
            }
            assertThat(deck.writer.failure()).isNull();
            assertThat(deck.writer.blockedNanos()).isZero();
            assertThat(deck.writer.awaitCommitted(sent.size(), TimeUnit.MILLISECONDS.toNanos(300)))
                    .isFalse();
            maxPages(deck, 1_000_000);
            assertThat(deck.writer.awaitCommitted(sent.size(), WAIT_NANOS)).isTrue();
            assertThat(deck.writer.outOfRoomNanos()).isZero();
            deck.send(random, 1000, sent);
        }
        assertThat(ticksInTape()).isEqualTo(sorted(sent));
    }

    /** A disk that is full, as SQLite sees it: of the writer's own connection, since it is no property of the file. */
    private static void maxPages(Deck deck, int pages) throws Exception {
        Field committer = TapeWriter.class.getDeclaredField("committer");
        committer.setAccessible(true);
        Field connection = Committer.class.getDeclaredField("connection");
        connection.setAccessible(true);
        try (Statement statement = ((Connection) connection.get(committer.get(deck.writer))).createStatement()) {
            statement.execute("PRAGMA max_page_count = " + pages);
        }
    }

    @Test
    void brings_every_tick_into_the_tape_once_whatever_the_requests_and_the_restarts() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> sent = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            try (Deck deck = new Deck(4L << 20, random.nextInt(400) + 1)) {
                for (int i = 0; i < 20; i++) {
                    deck.send(random, 1 + random.nextInt(run == 1 ? 5000 : 300), sent);
                    if (random.nextInt(4) == 0) {
                        Thread.sleep(random.nextInt(30));
                    }
                }
                deck.awaitVisible(sent.size());
                if (random.nextBoolean()) {
                    assertThat(deck.writer.awaitCommitted(sent.size(), WAIT_NANOS))
                            .isTrue();
                }
                assertThat(deck.writer.failure()).isNull();
                assertThat(deck.counts()).isEqualTo(sent.size());
            }
            assertThat(ticksInTape()).isEqualTo(sorted(sent));
        }
    }

    @Test
    void builds_a_lost_tape_again_from_the_journal() throws Exception {
        Random random = new Random(7);
        List<String> sent = new ArrayList<>();
        try (Deck deck = new Deck(64L << 20, 1000)) {
            deck.send(random, 3000, sent);
        }
        Files.delete(dir.resolve("tape.db"));
        try (Deck deck = new Deck(64L << 20, 1000)) {
            deck.awaitVisible(sent.size());
        }
        assertThat(ticksInTape()).isEqualTo(sorted(sent));
    }

    @Test
    void lives_through_a_write_lock_held_outside_until_memory_is_full_and_beyond() throws Exception {
        Random random = new Random(13);
        List<String> sent = new ArrayList<>();
        try (Deck deck = new Deck(4L << 20, 50)) {
            deck.send(random, 100, sent);
            assertThat(deck.writer.awaitCommitted(sent.size(), WAIT_NANOS)).isTrue();
            try (Connection outside = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("tape.db"));
                    Statement statement = outside.createStatement()) {
                statement.execute("begin immediate");
                do { // until memory takes no more, and the journal grows instead
                    deck.send(random, 5_000, sent);
                } while (deck.writer
                        .progress()
                        .await(() -> deck.writer.visibleSeq() >= sent.size(), TimeUnit.SECONDS.toNanos(1)));
                long visible = deck.writer.visibleSeq();
                assertThat(deck.writer.awaitCommitted(visible, TimeUnit.MILLISECONDS.toNanos(500)))
                        .isFalse();
                assertThat(deck.writer.visibleSeq()).isEqualTo(visible);
                assertThat(deck.counts()).isEqualTo(visible);
                assertThat(deck.writer.committedSeq()).isEqualTo(100);
                assertThat(deck.writer.blockedNanos()).isPositive();
                assertThat(deck.journal.appendedSeq()).isEqualTo(sent.size());
            }
            assertThat(deck.writer.awaitCommitted(sent.size(), WAIT_NANOS)).isTrue();
            assertThat(deck.writer.blockedNanos()).isZero();
            assertThat(deck.writer.failure()).isNull();
        }
        assertThat(ticksInTape()).isEqualTo(sorted(sent));
    }

    @Test
    void joins_the_short_parts_that_restarts_leave() throws Exception {
        Random random = new Random(11);
        List<String> sent = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            try (Deck deck = new Deck(64L << 20, 1000)) {
                deck.send(random, 300, sent);
            }
        }
        long before = blocks();
        try (Deck deck = new Deck(64L << 20, 1000)) {
            deck.awaitVisible(sent.size());
            for (int i = 0; i < 200 && blocks() > before / 2; i++) {
                Thread.sleep(50);
            }
        }
        assertThat(blocks()).isLessThan(before / 2);
        assertThat(ticksInTape()).isEqualTo(sorted(sent));
    }

    @Test
    void names_no_symbol_before_its_first_tick_for_its_definition_may_not_be_in_the_journal() throws Exception {
        try (Deck deck = new Deck(64L << 20, 1000)) {
            deck.journal.capture().trade("FIRST", 1, "1", null, null);
            assertThat(deck.journal.capture().symbol("ONLY_DEFINED")).isEqualTo(1);
            deck.awaitVisible(1);
            assertThat(deck.writer.awaitCommitted(1, WAIT_NANOS)).isTrue();
            assertThat(symbolsInTape()).containsExactly("FIRST");
        }
        try (Deck deck = new Deck(64L << 20, 1000)) {
            deck.journal.capture().trade("THIRD", 1, "1", null, null);
            deck.awaitVisible(2);
            assertThat(deck.writer.awaitCommitted(2, WAIT_NANOS)).isTrue();
            assertThat(symbolsInTape()).containsExactly("FIRST", "ONLY_DEFINED", "THIRD");
            deck.journal.capture().trade("FIRST", 1, "1", null, null);
            assertThat(deck.writer.awaitCommitted(3, WAIT_NANOS)).isTrue();
        }
        assertThat(symbolsInTape()).hasSize(3);
    }

    private List<String> symbolsInTape() throws Exception {
        SymbolRegistry known = new SymbolRegistry();
        try (Connection tape = Tape.openForReading(dir.resolve("tape.db"))) {
            SymbolTable.load(tape, known);
        }
        return IntStream.range(0, known.count()).mapToObj(known::name).toList();
    }

    private long blocks() throws Exception {
        try (Connection tape = Tape.openForReading(dir.resolve("tape.db"));
                Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery(
                        "select (select count(*) from trade_block) + (select count(*) from quote_block)")) {
            row.next();
            return row.getLong(1);
        }
    }

    private List<String> ticksInTape() throws Exception {
        List<String> ticks = new ArrayList<>();
        try (Connection tape = Tape.openForReading(dir.resolve("tape.db"))) {
            for (TickKind kind : TickKind.values()) {
                try (Statement statement = tape.createStatement();
                        ResultSet row = statement.executeQuery(
                                "select " + BlockTable.columns(kind) + ", series from " + BlockTable.name(kind))) {
                    while (row.next()) {
                        TickRows rows = new TickRows(kind);
                        BlockTable.read(row, kind).decode(rows, row.getInt("series") >> 1);
                        Tick tick = new Tick();
                        for (int i = 0; i < rows.count(); i++) {
                            rows.get(i, tick);
                            ticks.add(text(tick));
                        }
                    }
                }
            }
        }
        return sorted(ticks);
    }

    private static List<String> sorted(List<String> ticks) {
        return ticks.stream().sorted().toList();
    }

    private static String text(Tick tick) {
        return tick.seq() + " " + tick.kind() + " " + tick.symbol() + " " + tick.tsNanos() + " " + tick.recvTsNanos()
                + " " + tick.decimalText(0) + " " + tick.decimalText(1) + " " + tick.decimalText(2) + " "
                + tick.decimalText(3) + " " + tick.side() + " " + tick.idText();
    }

    /** A journal and a writer over one directory. */
    private final class Deck implements AutoCloseable {
        private final Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")));
        private final TapeWriter writer;

        Deck(long memoryBytes, long commitMillis) {
            TapeWriterConfig config = TapeWriterConfig.defaults()
                    .withMemory(memoryBytes)
                    .withCommitEvery(Duration.ofMillis(commitMillis));
            writer = TapeWriter.open(dir.resolve("tape.db"), journal, config, failure -> {});
        }

        void send(Random random, int ticks, List<String> sent) throws InterruptedException {
            Tick tick = new Tick();
            try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
                int first = sent.size();
                for (int i = 0; i < ticks; i++) {
                    byte[] symbol = ("S" + random.nextInt(30)).getBytes();
                    RandomTicks.fill(tick, request.symbol(symbol, 0, symbol.length), random);
                    request.add(tick);
                    sent.add(new String(symbol) + "|" + text(tick.seq(first + i + 1)));
                }
                journal.capture().submit(request, Capture.WhenFull.WAIT).awaitAppended(WAIT_NANOS);
                // Symbols have their numbers only now.
                for (int i = first; i < sent.size(); i++) {
                    String[] parts = sent.get(i).split("\\|", 2);
                    String[] fields = parts[1].split(" ", 4);
                    sent.set(
                            i,
                            fields[0] + " " + fields[1] + " "
                                    + journal.symbols().number(parts[0]) + " " + fields[3]);
                }
            }
        }

        void awaitVisible(long seq) throws InterruptedException {
            assertThat(writer.progress().await(() -> writer.visibleSeq() >= seq, WAIT_NANOS))
                    .isTrue();
        }

        long counts() {
            long count = 0;
            for (int symbol = 0; symbol < journal.symbols().count(); symbol++) {
                for (TickKind kind : TickKind.values()) {
                    LiveSeries series = writer.series(symbol, kind);
                    count += series == null ? 0 : series.summary().count();
                }
            }
            return count;
        }

        @Override
        public void close() {
            writer.close();
            journal.close();
        }
    }
}
