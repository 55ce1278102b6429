package io.tapedeck.writer;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * The tape that a {@link TapeCarrier} writes. A transaction is open from the first change to {@link #commit}. It owns its
 * connection; one thread.
 */
final class CarryTarget implements AutoCloseable {
    private static final String SERIES = "SELECT first_ts, last_ts, count, latest FROM series WHERE id = ?";

    private final Connection connection;
    private final SymbolRegistry symbols;
    private final BlockTable trades;
    private final BlockTable quotes;
    private final SymbolTable symbolTable;
    private final SeriesTable seriesTable;
    private final CandleTable candles;
    private final PreparedStatement selectSeries;
    private final CandlePool pool = new CandlePool();
    private final ReaderPause pause = new ReaderPause();
    private final CandleBatch batch = new CandleBatch();
    private final Map<Integer, CarriedSeries> series = new HashMap<>();
    private int symbolCount;
    private boolean inTransaction;

    private CarryTarget(Connection connection, SymbolRegistry symbols) throws SQLException {
        this.connection = connection;
        this.symbols = symbols;
        trades = new BlockTable(connection, TickKind.TRADE);
        quotes = new BlockTable(connection, TickKind.QUOTE);
        symbolTable = new SymbolTable(connection);
        seriesTable = new SeriesTable(connection);
        candles = new CandleTable(connection);
        selectSeries = connection.prepareStatement(SERIES);
        SymbolRegistry known = new SymbolRegistry();
        SymbolTable.load(connection, known);
        symbolCount = known.count();
    }

    static CarryTarget open(Path target, SymbolRegistry symbols) throws SQLException {
        Connection connection = Tape.openForWriting(target);
        try {
            return new CarryTarget(connection, symbols);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** The number in this tape of a symbol of another, which is inserted where it is new. */
    int symbol(int number, TapeFacts source) throws SQLException {
        if (number >= source.symbols().size()) {
            throw new TapeException(
                    TapeException.Code.DAMAGED, "the tape has no name for symbol " + number + " of this block");
        }
        String name = source.symbols().get(number);
        int here = symbols.number(name);
        if (here < 0) {
            throw new TapeException(
                    TapeException.Code.MISMATCH, "symbol " + name + " of the tape is not known to the journal");
        }
        begin();
        for (; symbolCount <= here; symbolCount++) {
            symbolTable.insert(symbolCount, symbols.name(symbolCount));
        }
        return here;
    }

    void insert(int series, EncodedBlock block, BlockTable.Stage stage) throws SQLException {
        begin();
        (block.kind() == TickKind.TRADE ? trades : quotes).insert(series, block, stage);
    }

    /** A series, as the tape has it by now. */
    CarriedSeries series(int number) throws SQLException {
        CarriedSeries found = series.get(number);
        if (found == null) {
            LiveCandles live = new LiveCandles(number, 0, pool, candles, pause);
            candles.forEachOpen(
                    number, (same, price, interval, ts, candle) -> live.restore(price, interval, ts, candle));
            found = new CarriedSeries(number, live);
            selectSeries.setInt(1, number);
            try (ResultSet row = selectSeries.executeQuery()) {
                if (row.next()) {
                    found.restore(row);
                }
            }
            series.put(number, found);
        }
        return found;
    }

    /** Whether a series has candles open by now; nothing may wait for {@link #commit}. */
    boolean hasOpen(int series, PriceType price) throws SQLException {
        boolean[] any = new boolean[1];
        candles.forEachOpen(series, (same, of, interval, ts, candle) -> any[0] |= of == price);
        return any[0];
    }

    void putClosed(int series, LiveSeries.LiveCandle candle) throws SQLException {
        begin();
        candles.putClosed(series, candle.price(), candle.intervalSeconds(), candle.tsNanos(), candle.candle());
        candles.flush();
    }

    /** Writes the series and candles that changed, and commits. */
    void commit() throws SQLException {
        if (!inTransaction) {
            return;
        }
        for (CarriedSeries each : series.values()) {
            each.write(seriesTable, batch);
        }
        batch.write(candles);
        execute("COMMIT");
        inTransaction = false;
        batch.committed();
    }

    /** Takes over which tape the source is, when it was made, and which dates it has no ticks of. */
    void takeFacts(TapeFacts source) throws SQLException {
        begin();
        try (TapeMeta meta = new TapeMeta(connection)) {
            meta.takeIdentity(source.tapeId(), source.created());
            if (source.ticksFromDay() != Long.MIN_VALUE) {
                meta.put(
                        TapeFacts.TICKS_FROM_DATE,
                        LocalDate.ofEpochDay(source.ticksFromDay()).toString());
            }
        }
        commit();
    }

    void begin() throws SQLException {
        if (!inTransaction) {
            execute("BEGIN IMMEDIATE");
            inTransaction = true;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                trades;
                quotes;
                symbolTable;
                seriesTable;
                candles) {
            selectSeries.close();
        }
    }
}
