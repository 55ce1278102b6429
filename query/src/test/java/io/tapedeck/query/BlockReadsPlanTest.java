package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.BlockTable;
import io.tapedeck.writer.Tape;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks are found by seeking in the index alone, in its own order; only where very many overlap all of a date are gone through. */
final class BlockReadsPlanTest {
    @TempDir
    Path directory;

    @Test
    void blocksAreFoundByTheIndexAlone() throws Exception {
        Path file = directory.resolve("tape.db");
        Tape.openForWriting(file).close();
        try (Connection connection = Tape.openForReading(file)) {
            for (TickKind kind : TickKind.values()) {
                for (Direction direction : Direction.values()) {
                    BlockReads reads = BlockReads.of(kind, direction);
                    String name = BlockTable.name(kind);
                    assertThat(plan(connection, reads.index().beginning()))
                            .isEqualTo("SEARCH " + name + " USING COVERING INDEX " + name + "_by_time"
                                    + " (series=? AND (date,first_ts)>(?,?) AND (date,first_ts)<(?,?))");
                    assertThat(plan(connection, reads.index().reaching()))
                            .contains(name + "_by_time (series=? AND date=? AND first_ts>? AND first_ts<?)")
                            .contains(name + "_long (series=? AND date=? AND first_ts<?)")
                            .doesNotContain("TEMP B-TREE")
                            .doesNotContain("SCAN");
                    assertThat(plan(connection, reads.index().overlapping()))
                            .contains("USING COVERING INDEX " + name + "_by_time (series=? AND date>? AND date<?)")
                            .doesNotContain("SCAN");
                    assertThat(plan(connection, reads.fetch())).contains("USING INTEGER PRIMARY KEY");
                }
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
