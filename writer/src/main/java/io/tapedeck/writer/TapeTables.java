package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The tables that a commit writes, over the writer's connection, each with its statements. The driver drops a statement that
 * has met an error other than BUSY, so after one all of them are made anew. It owns them; one thread at a time, the
 * connection's.
 */
record TapeTables(
        BlockTable trades,
        BlockTable quotes,
        PartMerger tradeParts,
        PartMerger quoteParts,
        SymbolTable symbols,
        SeriesTable series,
        KeyTable keys,
        GapTable gaps,
        PositionTable positions,
        AlertTable alerts,
        TapeMeta meta,
        TickRetention retention)
        implements AutoCloseable {
    static TapeTables of(Connection connection, TapeWriterConfig config) throws SQLException {
        BlockTable trades = new BlockTable(connection, TickKind.TRADE);
        BlockTable quotes = new BlockTable(connection, TickKind.QUOTE);
        TapeMeta meta = new TapeMeta(connection);
        return new TapeTables(
                trades,
                quotes,
                new PartMerger(connection, TickKind.TRADE, trades),
                new PartMerger(connection, TickKind.QUOTE, quotes),
                new SymbolTable(connection),
                new SeriesTable(connection),
                new KeyTable(connection, config.keptKeys()),
                new GapTable(connection),
                new PositionTable(connection),
                new AlertTable(connection),
                meta,
                new TickRetention(connection, config.keepTicks(), trades, quotes, meta));
    }

    @Override
    public void close() throws SQLException {
        try (trades;
                quotes;
                tradeParts;
                quoteParts;
                symbols;
                series;
                keys;
                gaps;
                positions;
                alerts;
                meta;
                retention) {
            // Closes them in the opposite order.
        }
    }
}
