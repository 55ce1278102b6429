package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the tape's gaps follow from the journal alone, wherever the writer was ended and began again. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GapTapeTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long START_NANOS = 1_723_111_200_000_000_000L;
    private static final int SYMBOLS = 5;
    private static final Path BINANCE = Path.of("../../shared/data/binance-usdm-BTCUSDT-trades-2024-08-08.csv");

    @TempDir
    Path dir;

    private final long[] nextId = new long[SYMBOLS];
    private long tick;

    @Test
    void are_the_same_after_restarts_after_a_kill_and_in_a_tape_built_again() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path killed = dir.resolve("killed.db"); // what a kill leaves: the last commit
        for (int run = 0; run < 3; run++) {
            try (Deck deck = new Deck(1 + random.nextInt(50))) {
                for (int i = 0; i < 10; i++) {
                    deck.send(random, 1 + random.nextInt(1_000));
                    if (run == 1 && i == 5) {
                        TapeCopy.copy(tape(), killed);
                    }
                }
            }
        }
        List<String> gaps = ledger(tape());
        assertThat(gaps).as("seed %s", seed).hasSizeGreaterThan(2 * SYMBOLS);
        putInPlace(killed);
        catchUp();
        assertThat(ledger(tape())).as("seed %s, after the kill", seed).isEqualTo(gaps);
        Files.delete(tape());
        catchUp();
        assertThat(ledger(tape())).as("seed %s, built again", seed).isEqualTo(gaps);
    }

    @Test
    void that_the_journal_cannot_tell_any_more_are_carried_into_a_tape_built_again() throws Exception {
        try (Deck deck = new Deck(10)) {
            deck.send(new Random(3), 5_000);
        }
        List<String> gaps = gaps(tape());
        assertThat(gaps).isNotEmpty();
        assertThat(carried(SeqRanges.of(1, 5_000))).isEqualTo(gaps);
    }

    @Test
    void that_reach_over_the_journals_beginning_are_carried_and_those_over_the_end_of_a_loss_are_noticed_anew()
            throws Exception {
        try (Deck deck = new Deck(10);
                Request request = deck.journal.capture().request(Capture.WhenFull.WAIT)) {
            for (int id = 1; id <= 50; id++) {
                deck.add(request, "S0", START_NANOS + tick, Integer.toString(id <= 40 ? id : id + 4));
            }
            deck.submit(request);
        }
        assertThat(gaps(tape())).containsExactly("S0 41-44 40 41");
        assertThat(carried(SeqRanges.of(1, 40))).containsExactly("S0 41-44 40 41");
        assertThat(carried(SeqRanges.of(20, 40))).isEmpty();
    }

    private List<String> carried(SeqRanges ticks) throws Exception {
        Path built = dir.resolve("built.db");
        Files.deleteIfExists(built);
        Tape.openForWriting(built).close();
        try (Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")))) {
            TapeCarrier.carry(tape(), built, journal.symbols(), ticks, read -> {});
        }
        return gaps(built);
    }

    @Test
    void get_their_tables_in_a_tape_from_before_there_were_any() throws Exception {
        try (Connection connection = Tape.openForWriting(tape());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP TABLE id_gap");
            statement.executeUpdate("DROP TABLE id_gap_joined");
            statement.executeUpdate("DROP TABLE id_state");
        }
        Tape.openForWriting(tape()).close();
        assertThat(ledger(tape())).isEmpty();
    }

    @Test
    void are_the_lines_that_were_left_out_of_a_day_of_binance() throws Exception {
        assumeTrue(Files.exists(BINANCE), "no " + BINANCE);
        List<String> lines = Files.readAllLines(BINANCE);
        List<String> wanted = new ArrayList<>();
        try (Deck deck = new Deck(10);
                Request request = deck.journal.capture().request(Capture.WhenFull.WAIT)) {
            for (int i = 1; i < lines.size(); i++) {
                String[] fields = lines.get(i).split(",");
                if (i >= 2_000 && i % 1_000 < 3) {
                    if (i % 1_000 == 0) {
                        wanted.add(fields[0] + "-" + (Long.parseLong(fields[0]) + 2));
                    }
                } else {
                    deck.add(request, "BTCUSDT", Long.parseLong(fields[4]) * 1_000_000, fields[0]);
                }
            }
            deck.submit(request);
        }
        assertThat(gaps(tape())).extracting(row -> row.split(" ")[1]).isEqualTo(wanted);
    }

    private Path tape() {
        return dir.resolve("tape.db");
    }

    private void putInPlace(Path copy) throws Exception {
        Files.delete(tape());
        Files.deleteIfExists(dir.resolve("tape.db-wal"));
        Files.deleteIfExists(dir.resolve("tape.db-shm"));
        Files.move(copy, tape());
    }

    private void catchUp() throws Exception {
        try (Deck deck = new Deck(1_000)) {
            assertThat(deck.writer.awaitCommitted(tick, WAIT_NANOS)).isTrue();
        }
    }

    /** All that is stored of gaps. */
    private static List<String> ledger(Path tape) throws Exception {
        List<String> rows = select(
                tape,
                "SELECT symbol || ' ' || number || ' ' || from_id || '-' || to_id || ' ' || before_ts || ' ' || before_seq"
                        + " || ' ' || after_ts || ' ' || after_seq FROM id_gap ORDER BY symbol, number");
        rows.addAll(select(tape, "SELECT symbol || ' ' || gaps || ' ' || ids FROM id_gap_joined ORDER BY symbol"));
        rows.addAll(select(tape, "SELECT symbol || ' ' || hex(state) FROM id_state ORDER BY symbol"));
        return rows;
    }

    private static List<String> gaps(Path tape) throws Exception {
        return select(
                tape,
                "SELECT name || ' ' || from_id || '-' || to_id || ' ' || before_seq || ' ' || after_seq"
                        + " FROM id_gap JOIN symbol ON symbol.id = id_gap.symbol ORDER BY name, number");
    }

    private static List<String> select(Path tape, String sql) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = Tape.openForReading(tape);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    private final class Deck implements AutoCloseable {
        private final Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")));
        private final TapeWriter writer;
        private final Tick trade = new Tick();

        Deck(long commitMillis) {
            writer = TapeWriter.open(
                    tape(),
                    journal,
                    TapeWriterConfig.defaults().withCommitEvery(Duration.ofMillis(commitMillis)),
                    failure -> {});
        }

        /** Trades of all symbols, some of them lost, late, twice or of another numbering. */
        void send(Random random, int ticks) throws InterruptedException {
            try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
                for (int i = 0; i < ticks; i++) {
                    int symbol = random.nextInt(SYMBOLS);
                    int what = random.nextInt(1_000);
                    nextId[symbol] = what == 0 ? 1 : nextId[symbol] + 1 + (what < 8 ? random.nextInt(4) : 0);
                    long id = what > 980 ? Math.max(0, nextId[symbol] - random.nextInt(40)) : nextId[symbol];
                    // A quarter of a minute apart, so that blocks of many dates take turns.
                    add(request, "S" + symbol, START_NANOS + tick * 15_000_000_000L, Long.toString(id));
                }
                submit(request);
            }
        }

        void add(Request request, String symbol, long tsNanos, String id) {
            byte[] name = symbol.getBytes(StandardCharsets.UTF_8);
            trade.start(request.symbol(name, 0, name.length), TickKind.TRADE, tsNanos);
            trade.decimal(0, 100 + tick % 7, 1);
            trade.decimal(1, 5, 0);
            trade.id(id);
            request.add(trade);
            tick++;
        }

        void submit(Request request) throws InterruptedException {
            journal.capture().submit(request, Capture.WhenFull.WAIT).awaitAppended(WAIT_NANOS);
        }

        @Override
        public void close() {
            writer.close();
            journal.close();
        }
    }
}
