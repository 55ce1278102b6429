package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.Tape;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks are found by the index alone; going forward, in its own order. */
final class BlockReadsPlanTest {
    @TempDir
    Path directory;

    @Test
    void blocksAreFoundByTheIndexAlone() throws Exception {
        Path file = directory.resolve("tape.db");
        Tape.openForWriting(file).close();
        try (Connection connection = Tape.openForReading(file)) {
            for (TickKind kind : TickKind.values()) {
                String forward = plan(connection, new BlockReads(kind, Direction.ASCENDING).list());
                assertThat(forward).contains("USING COVERING INDEX").contains("series=? AND date>? AND date<?");
                assertThat(forward).doesNotContain("TEMP B-TREE").doesNotContain("SCAN");
                String back = plan(connection, new BlockReads(kind, Direction.DESCENDING).list());
                assertThat(back)
                        .contains("USING COVERING INDEX")
                        .contains("LAST TERM")
                        .doesNotContain("SCAN");
                assertThat(plan(connection, new BlockReads(kind, Direction.ASCENDING).fetch()))
                        .contains("USING INTEGER PRIMARY KEY");
            }
        }
    }

    private static String plan(Connection connection, String sql) throws Exception {
        List<String> steps = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("explain query plan " + sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return String.join("; ", steps);
    }
}
