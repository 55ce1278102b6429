package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a tape as it was made is found in order, and each way of meddling with one is named. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TapeExaminationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path dir;

    private Path tape;

    @BeforeEach
    void make() throws SQLException {
        tape = dir.resolve("tape.db");
        Tape.openForWriting(tape).close();
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = Tape.openForWriting(tape);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void finds_a_new_tape_in_order() {
        TapeExamination found = TapeExamination.of(tape, MINUTE);
        assertThat(found.damage()).isEmpty();
        assertThat(found.unread()).isEmpty();
        assertThat(found.schema()).isEmpty();
        assertThat(found.settings()).isEmpty();
        assertThat(found.bytes()).isPositive();
        assertThat(found.bytes() % 4096).isZero();
        assertThat(found.sqliteVersion()).startsWith("3.");
    }

    @Test
    void names_what_is_missing_changed_or_foreign() throws SQLException {
        execute(
                "DROP INDEX trade_block_by_time",
                "CREATE INDEX trade_block_by_time ON trade_block (series)",
                "DROP TABLE open_candle",
                "CREATE TRIGGER meddler AFTER INSERT ON symbol BEGIN DELETE FROM meta; END",
                "DELETE FROM slot WHERE i = 7");
        TapeExamination found = TapeExamination.of(tape, MINUTE);
        assertThat(found.schema())
                .containsExactlyInAnyOrder(
                        "index trade_block_by_time is not as this version makes it",
                        "table open_candle is missing",
                        "trigger meddler is none of Tapedeck's",
                        "table slot is not as this version makes it");
        assertThat(found.viewsOnly()).isFalse();
    }

    @Test
    void tells_views_apart_which_are_made_anew_at_the_next_start() throws SQLException {
        try (Connection connection = Tape.openForWriting(tape);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DROP VIEW symbols");
            assertThat(TapeExamination.of(tape, MINUTE).schema()).containsExactly("view symbols is missing");
            assertThat(TapeExamination.of(tape, MINUTE).viewsOnly()).isTrue();
        }
        Tape.openForWriting(tape).close();
        assertThat(TapeExamination.of(tape, MINUTE).schema()).isEmpty();
    }

    @Test
    void names_a_setting_that_another_program_changed() throws SQLException {
        execute("PRAGMA journal_mode = DELETE");
        assertThat(TapeExamination.of(tape, MINUTE).settings()).containsExactly("journal_mode is delete, expected wal");
    }

    @Test
    void breaks_a_long_table_off_and_says_so() throws SQLException {
        execute(
                "CREATE TABLE large (a, b)",
                "CREATE INDEX large_by_a ON large (a)",
                "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                        + " INSERT INTO large SELECT i, i FROM n");
        TapeExamination found = TapeExamination.of(tape, Duration.ZERO);
        assertThat(found.unread()).containsExactly("large");
        assertThat(found.damage()).isEmpty();
        assertThat(TapeExamination.of(tape, MINUTE).unread()).isEmpty();
    }

    @Test
    void names_the_table_of_a_damaged_page() throws Exception {
        long page;
        try (Connection connection = Tape.openForReading(tape)) {
            page = Long.parseLong(
                    SchemaDifference.column(connection, "SELECT rootpage FROM sqlite_schema WHERE name = 'slot'")
                            .get(0));
        }
        overwrite((page - 1) * 4096, 64);
        TapeExamination found = TapeExamination.of(tape, MINUTE);
        assertThat(found.damage()).isNotEmpty().allMatch(line -> line.startsWith("slot: "));
    }

    @Test
    void refuses_what_is_no_tape() throws Exception {
        overwrite(0, 16);
        assertThatThrownBy(() -> TapeExamination.of(tape, MINUTE))
                .isInstanceOfSatisfying(
                        TapeException.class, e -> assertThat(e.code()).isEqualTo(TapeException.Code.NOT_A_TAPE));
    }

    private void overwrite(long at, int bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(tape.toFile(), "rw")) {
            file.seek(at);
            file.write(new byte[bytes]);
        }
    }
}
