package io.tapedeck.query;

import io.tapedeck.journal.Signal;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.LatestTick;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.ReaderGate;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The view of a tape alone, which another process may be writing: nothing is in memory, and visible is what that process has
 * committed. The symbols are read when the engine opens, and again whenever a read finds that the tape has more. Any thread.
 */
final class TapeView implements View {
    /** The last tick that the tape has. */
    static final String APPLIED_SEQ = "select value from meta where key = 'applied_seq'";

    private static final String TICKS_FROM_DATE = "select value from meta where key = 'ticks_from_date'";
    private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ReaderGate gate = new ReaderGate();
    private final SymbolRegistry registry = new SymbolRegistry();
    private final Signal never = new Signal();
    private Snapshots snapshots;

    /** To be called once, before anything else: the snapshots need the gate, and this needs the snapshots. */
    void open(Snapshots snapshots) {
        this.snapshots = snapshots;
        refreshSymbols();
    }

    @Override
    public long visibleSeq() {
        return snapshots.readReserved(Deadline.in(READ_NANOS), TapeView::appliedSeq);
    }

    static long appliedSeq(Reader reader) throws SQLException {
        try (ResultSet row = reader.statement(APPLIED_SEQ).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    static long ticksFromNanos(Reader reader) throws SQLException {
        try (ResultSet row = reader.statement(TICKS_FROM_DATE).executeQuery()) {
            return row.next()
                    ? LocalDate.parse(row.getString(1)).toEpochDay() * TimeUnit.DAYS.toNanos(1)
                    : Long.MIN_VALUE;
        }
    }

    @Override
    public boolean isInMemory() {
        return false;
    }

    @Override
    public boolean awaitVisible(long seq, long timeoutNanos) throws InterruptedException {
        Deadline deadline = Deadline.in(timeoutNanos);
        while (visibleSeq() < seq) {
            long left = deadline.remainingNanos();
            if (left <= 0) {
                return false;
            }
            // Another process commits: nothing here could wake us.
            never.await(() -> false, Math.min(left, POLL_NANOS));
        }
        return true;
    }

    @Override
    public SymbolRegistry symbols() {
        refreshSymbols();
        return registry;
    }

    private synchronized void refreshSymbols() {
        snapshots.readReserved(Deadline.in(READ_NANOS), reader -> {
            PreparedStatement statement = reader.statement("select id, name from symbol where id >= ? order by id");
            statement.setInt(1, registry.count());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(1) != registry.count()) {
                        throw new QueryException(
                                QueryException.Code.DAMAGED,
                                "the tape has no symbol with number " + registry.count() + ", but one with number "
                                        + rows.getInt(1));
                    }
                    registry.define(rows.getString(2));
                }
            }
            return null;
        });
    }

    @Override
    public Series series(int symbol, TickKind kind) {
        return new OnTape(TickScan.seriesNumber(symbol, kind));
    }

    /** Every symbol that a tape names came with a tick. */
    @Override
    public boolean hasTicks(int symbol) {
        return true;
    }

    @Override
    public ReaderGate readerGate() {
        return gate;
    }

    /** A series of which nothing is in memory. */
    private final class OnTape implements Series {
        private final int series;

        OnTape(int series) {
            this.series = series;
        }

        @Override
        public List<LiveSeries.Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos) {
            return List.of();
        }

        @Override
        public long cutTicks(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted) {
            return atTheEnd ? fromTsNanos : toTsNanos;
        }

        @Override
        public Optional<LiveSeries.Candles> copyCandles(PriceType price) {
            return Optional.empty();
        }

        @Override
        public boolean latest(Tick tick) {
            return snapshots.readReserved(Deadline.in(READ_NANOS), reader -> {
                PreparedStatement statement = reader.statement("select latest from series where id = ? and count > 0");
                statement.setInt(1, series);
                try (ResultSet row = statement.executeQuery()) {
                    boolean there = row.next();
                    if (there) {
                        LatestTick.decode(row.getBytes(1), tick);
                    }
                    return there;
                }
            });
        }

        @Override
        public LiveSeries.Summary summary() {
            return snapshots.readReserved(Deadline.in(READ_NANOS), reader -> {
                PreparedStatement statement =
                        reader.statement("select count, first_ts, last_ts from series where id = ?");
                statement.setInt(1, series);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? new LiveSeries.Summary(row.getLong(1), row.getLong(2), row.getLong(3))
                            : new LiveSeries.Summary(0, 0, 0);
                }
            });
        }
    }
}
