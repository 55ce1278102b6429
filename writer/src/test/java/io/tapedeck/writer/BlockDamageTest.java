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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no change to a stored block goes unseen. Method: each column of a block's row in turn is changed, numbers by one and
 * blobs by one bit anywhere and in their length, read back and decoded.
 */
class BlockDamageTest {
    private static final List<String> NOT_THE_BLOCKS_OWN = List.of("id", "series", "date", "stage");

    @TempDir
    Path directory;

    @Test
    void anyChangeIsSeenWhenTheBlockIsDecoded() throws SQLException {
        try (Connection tape = Tape.openForWriting(directory.resolve("tape.db"))) {
            for (TickKind kind : TickKind.values()) {
                for (int seed = 0; seed < 6; seed++) {
                    EncodedBlock block =
                            BlockTableTest.encode(SomeTicks.odd(kind, 50, seed)).get(0);
                    long id;
                    try (BlockTable table = new BlockTable(tape, kind)) {
                        id = table.insert(kind.ordinal(), block, BlockTable.Stage.SEALED);
                    }
                    for (String change : changes(tape, kind, id, new Random(seed))) {
                        tape.setAutoCommit(false);
                        update(tape, "UPDATE " + BlockTable.name(kind) + " SET " + change + " WHERE id = " + id);
                        assertThatThrownBy(() ->
                                        BlockTableTest.select(tape, kind, id).decode(new TickRows(kind), 1))
                                .describedAs("%s of seed %s", change, seed)
                                .isInstanceOfSatisfying(
                                        TapeException.class,
                                        e -> assertThat(e.code()).isEqualTo(TapeException.Code.DAMAGED));
                        tape.rollback();
                        tape.setAutoCommit(true);
                    }
                }
            }
        }
    }

    /** Assignments that change one column each. */
    private static List<String> changes(Connection tape, TickKind kind, long id, Random random) throws SQLException {
        List<String> changes = new ArrayList<>();
        try (Statement statement = tape.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT * FROM " + BlockTable.name(kind) + " WHERE id = " + id)) {
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                String name = row.getMetaData().getColumnName(i);
                if (name.endsWith("_data")) {
                    String hex = row.getString(i) == null ? "" : hex(row.getBytes(i));
                    changes.add(name + " = X'" + hex + "00'");
                    if (!hex.isEmpty()) {
                        int at = random.nextInt(hex.length());
                        int digit = Character.digit(hex.charAt(at), 16) ^ 1 << random.nextInt(4);
                        changes.add(name + " = X'" + hex.substring(0, at) + Integer.toHexString(digit)
                                + hex.substring(at + 1) + "'");
                        changes.add(name + " = X'" + hex.substring(2) + "'");
                    }
                } else if (name.equals("format")) {
                    changes.add("format = 0"); // a later one is refused as such
                } else if (!NOT_THE_BLOCKS_OWN.contains(name)) {
                    changes.add(name + " = " + name + " + 1");
                    changes.add(name + " = " + name + " - 1");
                    changes.add(name + " = 1000000 - " + name);
                    changes.add(
                            name + " = " + name + " + (CASE WHEN abs(" + name + ") < 65536 THEN 1 << 32 ELSE 2 END)");
                }
            }
        }
        return changes;
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
