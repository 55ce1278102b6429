package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a trade takes at most 14 bytes of the file, all told. Method: counted, not timed: full blocks in a tape, its pages
 * over its ticks.
 */
class BlockSizeTest {
    private static final double MOST_BYTES = 14;

    @TempDir
    Path directory;

    @Test
    void aTradeLikeThoseOfABusyExchangeTakesAtMostFourteenBytes() throws SQLException {
        assertThat(bytesPerTick(Feed.trades(40 * BlockCodec.MAX_TICKS, 1))).isLessThan(MOST_BYTES);
    }

    @Test
    void aRecordedTradeTakesAtMostFourteenBytes() throws IOException, SQLException {
        Path recorded = Path.of(
                System.getProperty("tapedeck.shared", "none"), "data/binance-usdm-BTCUSDT-trades-2024-08-08.csv");
        assumeTrue(Files.isReadable(recorded), "recorded trades are not at " + recorded);
        assertThat(bytesPerTick(recorded(recorded))).isLessThan(MOST_BYTES);
    }

    private double bytesPerTick(TickRows rows) throws SQLException {
        try (Connection tape = Tape.openForWriting(directory.resolve("tape.db"))) {
            long before = bytes(tape);
            try (BlockTable table = new BlockTable(tape, TickKind.TRADE)) {
                for (EncodedBlock block : BlockTableTest.encode(rows)) {
                    table.insert(0, block, BlockTable.Stage.SEALED);
                }
            }
            return (double) (bytes(tape) - before) / rows.count();
        }
    }

    private static long bytes(Connection tape) throws SQLException {
        try (Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA page_count")) {
            return row.getLong(1) * 4096;
        }
    }

    /** The recorded trades, which have no receive time: given one a little behind, with the jitter of a network. */
    private static TickRows recorded(Path csv) throws IOException {
        TickRows rows = new TickRows(TickKind.TRADE);
        JournalRows journal = new JournalRows(rows);
        Random random = new Random(1);
        Tick tick = new Tick();
        DecimalParser number = new DecimalParser();
        List<String> lines = Files.readAllLines(csv);
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",");
            long ts = Long.parseLong(fields[4]) * 1_000_000;
            tick.start(0, TickKind.TRADE, ts).recvTs(ts + 40_000_000 + random.nextInt(40_000_000));
            tick.side(fields[5].equals("true") ? Side.SELL : Side.BUY).id(fields[0]);
            number.parse(fields[1]);
            tick.decimal(0, number.mantissa(), number.scale());
            number.parse(fields[2]);
            tick.decimal(1, number.mantissa(), number.scale());
            journal.add(tick, rows.count() + 1);
        }
        return rows;
    }
}
