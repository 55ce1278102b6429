package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the conditions that the documentation names are answered by the index. Method: SQLite's query plans and its
 * byte code.
 */
class TapeViewsPlanTest {
    private static final String SYMBOL = "SEARCH s USING COVERING INDEX sqlite_autoindex_symbol_1 (name=?)";
    private static final String SLOTS = "SEARCH n USING INTEGER PRIMARY KEY (rowid<?)";

    @TempDir
    Path directory;

    private Connection tape;

    @BeforeEach
    void openTape() throws SQLException {
        tape = Tape.openForWriting(directory.resolve("tape.db"));
    }

    @AfterEach
    void closeTape() throws SQLException {
        tape.close();
    }

    @Test
    void symbolAndDateSeek() throws SQLException {
        for (TickKind kind : TickKind.values()) {
            String by = "SEARCH b USING INDEX " + BlockTable.name(kind) + "_by_time ";
            String all = "SELECT * FROM " + view(kind);
            assertThat(plan(all + " WHERE symbol = 'A'")).containsExactly(SYMBOL, by + "(series=?)", SLOTS);
            assertThat(plan(all + " WHERE symbol = 'A' AND date = '2024-08-08'"))
                    .containsExactly(SYMBOL, by + "(series=? AND date=?)", SLOTS);
            assertThat(plan(all + " WHERE symbol = 'A' AND date BETWEEN '2024-08-01' AND '2024-08-08'"))
                    .containsExactly(SYMBOL, by + "(series=? AND date>? AND date<?)", SLOTS);
            assertThat(plan(all + " WHERE date = '2024-08-08'"))
                    .containsExactly("SCAN s", by + "(series=? AND date=?)", SLOTS);
        }
    }

    @Test
    void blockBoundsSeekToo() throws SQLException {
        for (TickKind kind : TickKind.values()) {
            assertThat(plan("SELECT ts FROM " + view(kind) + " WHERE symbol = 'A' AND date = '2024-08-08'"
                            + " AND block_last_ts >= 5 AND block_first_ts < 9 AND ts >= 5 AND ts < 9"))
                    .containsExactly(
                            SYMBOL,
                            "SEARCH b USING INDEX " + BlockTable.name(kind)
                                    + "_by_time (series=? AND date=? AND first_ts<?)",
                            SLOTS);
        }
    }

    @Test
    void aSymbolOfAJoinSeeks() throws SQLException {
        update("CREATE TEMP TABLE mine (symbol TEXT, day TEXT)");
        assertThat(plan("SELECT t.price FROM mine m JOIN trades t ON t.symbol = m.symbol AND t.date = m.day"))
                .containsExactly(
                        "SCAN m", SYMBOL, "SEARCH b USING INDEX trade_block_by_time (series=? AND date=?)", SLOTS);
    }

    @Test
    void aBlockThatEndsTooEarlyIsLeftOutInsideTheIndex() throws SQLException {
        String sql = "SELECT ts FROM trades WHERE symbol = 'A' AND date = '2024-08-08' AND block_last_ts >= 5";
        int index = -1;
        int lastTsReads = 0;
        try (Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN " + sql)) {
            while (row.next()) {
                if (row.getString("opcode").equals("DeferredSeek")) {
                    index = row.getInt("p1"); // the table's row is fetched when one of its own columns is wanted
                } else if (row.getString("opcode").equals("Column") && row.getInt("p1") == index) {
                    lastTsReads += row.getInt("p2") == 3 ? 1 : 0;
                }
            }
        }
        assertThat(lastTsReads)
                .describedAs("reads of last_ts, the index's column 3")
                .isOne();
    }

    private static String view(TickKind kind) {
        return kind == TickKind.TRADE ? "trades" : "quotes";
    }

    private List<String> plan(String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (row.next()) {
                steps.add(row.getString("detail"));
            }
        }
        return steps;
    }

    private void update(String sql) throws SQLException {
        try (Statement statement = tape.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
