package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.SymbolRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapeTest {
    @TempDir
    Path directory;

    @Test
    void aNewTapeIsWalWithFourKibPagesAndKeepsItsId() throws SQLException {
        UUID id;
        try (Connection tape = Tape.openForWriting(file());
                TapeMeta meta = new TapeMeta(tape)) {
            assertThat(text(tape, "PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(text(tape, "PRAGMA page_size")).isEqualTo("4096");
            assertThat(text(tape, "PRAGMA synchronous")).isEqualTo("1");
            assertThat(text(tape, "PRAGMA wal_autocheckpoint")).isEqualTo("0");
            assertThat(text(tape, "SELECT count(*) || ' ' || max(i) FROM slot")).isEqualTo("2048 2047");
            assertThat(tape.getAutoCommit()).isTrue();
            id = meta.tapeId();
        }
        try (Connection tape = Tape.openForWriting(file());
                TapeMeta meta = new TapeMeta(tape)) {
            assertThat(meta.tapeId()).isEqualTo(id);
        }
    }

    @Test
    void aReaderReadsBesideTheWriterAndCannotWrite() throws SQLException {
        try (Connection writer = Tape.openForWriting(file());
                Connection reader = Tape.readingSource(file(), false).getConnection()) {
            update(writer, "INSERT INTO symbol VALUES (0, 'BTCUSDT')");
            assertThat(text(reader, "SELECT name FROM symbol")).isEqualTo("BTCUSDT");
            assertThat(reader.isReadOnly()).isTrue();
            assertThatThrownBy(() -> update(reader, "PRAGMA query_only = OFF; DELETE FROM symbol"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> update(reader, "DELETE FROM symbol")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aThreadOfItsOwnCheckpointsAndACheckReadsWithoutAMemoryMap() throws SQLException {
        assertRefused(() -> Tape.openForCheckpoints(file()), TapeException.Code.NOT_A_TAPE);
        try (Connection writer = Tape.openForWriting(file());
                Connection checkpoints = Tape.openForCheckpoints(file());
                Connection check = Tape.openForChecking(file())) {
            update(writer, "INSERT INTO symbol VALUES (0, 'BTCUSDT')");
            assertThat(text(checkpoints, "PRAGMA wal_checkpoint(TRUNCATE)")).isEqualTo("0");
            assertThat(directory.resolve("tape.db-wal")).isEmptyFile();
            assertThat(text(check, "PRAGMA mmap_size")).isEqualTo("0");
            assertThat(text(check, "SELECT name FROM symbol")).isEqualTo("BTCUSDT");
        }
    }

    @Test
    void aPathMayHaveCharactersThatMeanSomethingToTheDriver() throws SQLException {
        Path odd = directory.resolve("a b?cache=shared%20#ü.db");
        Tape.openForWriting(odd).close();
        assertThat(odd).isRegularFile();
        Tape.openForReading(odd).close();
    }

    @Test
    void whatIsNoTapeIsRefusedAndStaysAsItIs() throws IOException, SQLException {
        Path foreign = directory.resolve("foreign.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign)) {
            update(connection, "CREATE TABLE t (x)");
        }
        byte[] before = Files.readAllBytes(foreign);
        assertRefused(() -> Tape.openForWriting(foreign), TapeException.Code.NOT_A_TAPE);
        assertRefused(() -> Tape.openForReading(foreign), TapeException.Code.NOT_A_TAPE);
        assertThat(Files.readAllBytes(foreign)).isEqualTo(before);

        Path text = Files.writeString(directory.resolve("text.db"), "not a database at all\n".repeat(100));
        assertRefused(() -> Tape.openForWriting(text), TapeException.Code.NOT_A_TAPE);
        assertRefused(() -> Tape.openForReading(text), TapeException.Code.NOT_A_TAPE);
        Path empty = Files.createFile(directory.resolve("empty.db"));
        assertRefused(() -> Tape.openForReading(empty), TapeException.Code.NOT_A_TAPE);
        assertRefused(() -> Tape.openForReading(directory.resolve("none.db")), TapeException.Code.NOT_A_TAPE);
        assertRefused(() -> Tape.openForWriting(directory.resolve("no/such.db")), TapeException.Code.IO);
    }

    @Test
    void aTapeOfANewerVersionIsRefused() throws SQLException {
        try (Connection tape = Tape.openForWriting(file())) {
            update(tape, "PRAGMA user_version = " + (Tape.FORMAT_VERSION + 1));
        }
        assertRefused(() -> Tape.openForWriting(file()), TapeException.Code.NEWER_VERSION);
        assertRefused(() -> Tape.openForReading(file()), TapeException.Code.NEWER_VERSION);
    }

    @Test
    void viewsOfAnotherTextAreReplaced() throws SQLException {
        try (Connection tape = Tape.openForWriting(file())) {
            update(tape, "DROP VIEW trades");
            update(tape, "CREATE VIEW trades AS SELECT 1 AS x");
            update(tape, "DROP VIEW candles");
        }
        try (Connection tape = Tape.openForWriting(file())) {
            assertThat(text(tape, "SELECT count(price) FROM trades")).isEqualTo("0");
            assertThat(text(tape, "SELECT count(vwap) FROM candles")).isEqualTo("0");
            String version = text(tape, "PRAGMA schema_version");
            Tape.openForWriting(file()).close();
            assertThat(text(tape, "PRAGMA schema_version")).isEqualTo(version);
        }
    }

    @Test
    void anOldSqliteIsRefused() {
        for (String old : List.of("3.51.2", "3.9.0", "3.51", "2.100.0")) {
            assertRefused(() -> SqliteVersion.check(old), TapeException.Code.IO);
        }
        for (String fine : List.of("3.51.3", "3.54.1", "3.100.0", "4.0.0")) {
            SqliteVersion.check(fine);
        }
    }

    @Test
    void whatIsNotedOfTheTapeComesBack() throws SQLException {
        try (Connection tape = Tape.openForWriting(file());
                TapeMeta meta = new TapeMeta(tape)) {
            assertThat(meta.applied()).isNull();
            assertThat(meta.synthetic()).isNull();
            TapeMeta.Applied applied = new TapeMeta.Applied(UUID.randomUUID(), 5, Long.MAX_VALUE, 3, -77);
            meta.putApplied(applied);
            meta.putSynthetic(true);
            assertThat(meta.applied()).isEqualTo(applied);
            assertThat(meta.synthetic()).isTrue();
            assertThat(meta.created()).isNotNull();
        }
    }

    @Test
    void symbolsAndSeriesComeBack() throws SQLException {
        try (Connection tape = Tape.openForWriting(file());
                SymbolTable symbols = new SymbolTable(tape);
                SeriesTable series = new SeriesTable(tape)) {
            symbols.insert(0, "BTCUSDT");
            symbols.insert(1, "BINANCE:ETHUSDT");
            SymbolRegistry registry = new SymbolRegistry();
            SymbolTable.load(tape, registry);
            symbols.insert(2, "X");
            SymbolTable.load(tape, registry);
            assertThat(registry.count()).isEqualTo(3);
            assertThat(registry.name(1)).isEqualTo("BINANCE:ETHUSDT");
            series.upsert(3, 10, 20, 2, new byte[] {1, 2});
            series.upsert(3, 9, 21, 3, new byte[] {3});
            List<String> loaded = new ArrayList<>();
            SeriesTable.load(
                    tape,
                    (number, first, last, count, latest) ->
                            loaded.add(number + " " + first + " " + last + " " + count + " " + latest[0]));
            assertThat(loaded).containsExactly("3 9 21 3 3");
        }
    }

    @Test
    void aDateIsThatOfUtc() {
        assertThat(Tape.date(0)).isEqualTo("1970-01-01");
        assertThat(Tape.date(SomeTicks.DAY)).isEqualTo("2024-08-08");
        assertThat(Tape.date(SomeTicks.DAY - 1)).isEqualTo("2024-08-07");
    }

    private Path file() {
        return directory.resolve("tape.db");
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, TapeException.Code code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TapeException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
