package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockTableTest {
    @TempDir
    Path directory;

    @Test
    void aBlockComesBackFromTheTapeAsItWasWritten() throws SQLException {
        for (TickKind kind : TickKind.values()) {
            try (Connection connection = Tape.openForWriting(directory.resolve("tape.db"));
                    BlockTable table = new BlockTable(connection, kind)) {
                for (long seed = 0; seed < 20; seed++) {
                    TickRows rows = SomeTicks.odd(kind, 100, seed);
                    TickRows stored = new TickRows(kind);
                    for (EncodedBlock block : encode(rows)) {
                        long id = table.insert(7 * 2 + kind.ordinal(), block, BlockTable.Stage.SEALED);
                        select(connection, kind, id).decode(stored, 7);
                    }
                    assertThat(BlockCodecTest.texts(stored)).isEqualTo(BlockCodecTest.sortedTexts(rows));
                }
            }
        }
    }

    @Test
    void aDeletedBlockIsGone() throws SQLException {
        try (Connection connection = Tape.openForWriting(directory.resolve("tape.db"));
                BlockTable table = new BlockTable(connection, TickKind.TRADE)) {
            EncodedBlock block = encode(Feed.trades(10, 1)).get(0);
            long part = table.insert(14, block, BlockTable.Stage.PART);
            long sealed = table.insert(14, block, BlockTable.Stage.SEALED);
            table.delete(part);
            assertThat(select(connection, TickKind.TRADE, part)).isNull();
            assertThat(select(connection, TickKind.TRADE, sealed).count()).isEqualTo(10);
        }
    }

    @Test
    void aBlockOfALaterFormatIsRefused() throws SQLException {
        try (Connection connection = Tape.openForWriting(directory.resolve("tape.db"));
                BlockTable table = new BlockTable(connection, TickKind.TRADE)) {
            long id = table.insert(14, encode(Feed.trades(10, 1)).get(0), BlockTable.Stage.SEALED);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE trade_block SET format = 2");
            }
            assertThatThrownBy(() -> select(connection, TickKind.TRADE, id))
                    .isInstanceOfSatisfying(
                            TapeException.class, e -> assertThat(e.code()).isEqualTo(TapeException.Code.NEWER_VERSION));
        }
    }

    static List<EncodedBlock> encode(TickRows rows) {
        List<EncodedBlock> blocks = new ArrayList<>();
        BlockCodec codec = new BlockCodec();
        for (int from = 0; from < rows.count(); from += BlockCodec.MAX_TICKS) {
            codec.encode(rows, from, Math.min(rows.count(), from + BlockCodec.MAX_TICKS), blocks);
        }
        return blocks;
    }

    static EncodedBlock select(Connection connection, TickKind kind, long id) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + BlockTable.columns(kind) + " FROM "
                        + BlockTable.name(kind) + " WHERE id = " + id)) {
            return row.next() ? BlockTable.read(row, kind) : null;
        }
    }
}
