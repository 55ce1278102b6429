package io.tapedeck.query;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.BlockCodec;
import io.tapedeck.writer.BlockTable;
import io.tapedeck.writer.EncodedBlock;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.ReaderGate;
import io.tapedeck.writer.SymbolTable;
import io.tapedeck.writer.Tape;
import io.tapedeck.writer.TickRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A tape and a memory on top of it that a test fills by hand: real blocks in a real file, and beside it what a writer would
 * still hold. For tests of reads without a writer.
 */
final class FakeTape implements View, AutoCloseable {
    final Path file;
    private final Connection connection;
    private final SymbolRegistry symbols = new SymbolRegistry();

    /** The selection that names symbols by their numbers here. */
    static String selection(int[] symbols) {
        return Arrays.stream(symbols).mapToObj(symbol -> "S" + symbol).collect(Collectors.joining(","));
    }

    private final ReaderGate gate = new ReaderGate();
    private final BlockCodec codec = new BlockCodec();
    private final Map<TickKind, BlockTable> tables;
    /** By series, then by date: the ticks in memory. */
    private final Map<Integer, Map<String, List<TestTick>>> memory = new TreeMap<>();

    long visibleSeq;

    FakeTape(Path directory, int symbolCount) throws SQLException {
        file = directory.resolve("tape.db");
        connection = Tape.openForWriting(file);
        tables = Map.of(
                TickKind.TRADE, new BlockTable(connection, TickKind.TRADE),
                TickKind.QUOTE, new BlockTable(connection, TickKind.QUOTE));
        try (SymbolTable table = new SymbolTable(connection)) {
            for (int i = 0; i < symbolCount; i++) {
                table.insert(symbols.define("S" + i), "S" + i);
            }
        }
        execute("insert or ignore into meta (key, value) values ('tape_id', '3f0b1f0e-0000-4000-8000-000000000001')");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Brings the WAL into the file and empties it; returns false where a snapshot does not let it. */
    boolean emptyWal() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
            return row.next() && row.getInt("busy") == 0;
        }
    }

    /**
     * Spreads ticks over blocks and memory as a writer may have left them: each series and date in blocks in the order of
     * {@code seq}, the last of them in memory, some in both.
     */
    void fill(List<TestTick> ticks, int maxBlock, boolean withMemory, Random random) throws SQLException {
        Map<String, List<TestTick>> byDate = new TreeMap<>();
        for (TestTick tick : ticks) {
            visibleSeq = Math.max(visibleSeq, tick.seq());
            byDate.computeIfAbsent(tick.series() + "/" + Tape.date(tick.ts()), key -> new ArrayList<>())
                    .add(tick);
        }
        execute("begin");
        for (List<TestTick> list : byDate.values()) {
            boolean remembers = withMemory && random.nextInt(3) > 0;
            int kept = remembers ? random.nextInt(list.size() + 1) : list.size();
            int stored = remembers ? kept + random.nextInt(list.size() - kept + 1) : list.size();
            if (remembers) {
                remember(list.get(0), list.subList(kept, list.size()));
            }
            for (int from = 0; from < stored; ) {
                int to = Math.min(stored, from + 1 + random.nextInt(maxBlock));
                store(list.subList(from, to));
                from = to;
            }
        }
        execute("commit");
    }

    void remember(TestTick any, List<TestTick> ticks) {
        memory.computeIfAbsent(any.series(), key -> new TreeMap<>())
                .computeIfAbsent(Tape.date(any.ts()), key -> new ArrayList<>())
                .addAll(ticks);
    }

    void store(List<TestTick> ticks) throws SQLException {
        TickRows rows = new TickRows(ticks.get(0).kind());
        ticks.forEach(tick -> tick.addTo(rows));
        storeRows(rows);
    }

    void storeRows(TickRows rows) throws SQLException {
        List<EncodedBlock> blocks = new ArrayList<>();
        codec.encode(rows, 0, rows.count(), blocks);
        for (EncodedBlock block : blocks) {
            tables.get(rows.kind()).insert(TickHead.series(rows.head(0)), block, BlockTable.Stage.SEALED);
        }
    }

    @Override
    public long visibleSeq() {
        return visibleSeq;
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public boolean awaitVisible(long seq, long timeoutNanos) {
        return seq <= visibleSeq;
    }

    @Override
    public SymbolRegistry symbols() {
        return symbols;
    }

    @Override
    public boolean hasTicks(int symbol) {
        return true;
    }

    @Override
    public ReaderGate readerGate() {
        return gate;
    }

    @Override
    public Series series(int symbol, TickKind kind) {
        return new FakeSeries(kind, memory.getOrDefault(TickScan.seriesNumber(symbol, kind), Map.of()));
    }

    private record FakeSeries(TickKind kind, Map<String, List<TestTick>> dates) implements Series {
        @Override
        public List<LiveSeries.Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos) {
            List<LiveSeries.Day> days = new ArrayList<>();
            dates.forEach((date, ticks) -> {
                TickRows rows = new TickRows(kind);
                ticks.stream()
                        .filter(tick -> tick.seq() <= visibleSeq && tick.ts() >= fromTsNanos && tick.ts() < toTsNanos)
                        .forEach(tick -> tick.addTo(rows));
                long fromSeq = ticks.isEmpty() ? Long.MAX_VALUE : ticks.get(0).seq();
                days.add(new LiveSeries.Day(date, fromSeq, rows));
            });
            return days;
        }

        /** Cuts in the middle, however few ticks there are, so that every test reads part by part. */
        @Override
        public long cutTicks(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted) {
            long[] inside = dates.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(TestTick::ts)
                    .filter(ts -> ts > fromTsNanos && ts < toTsNanos)
                    .sorted()
                    .toArray();
            return inside.length > 0 ? inside[inside.length / 2] : atTheEnd ? fromTsNanos : toTsNanos;
        }

        @Override
        public Optional<LiveSeries.Candles> copyCandles(PriceType price) {
            return Optional.empty();
        }

        @Override
        public boolean latest(Tick tick) {
            return false;
        }

        @Override
        public LiveSeries.Summary summary() {
            return new LiveSeries.Summary(0, 0, 0);
        }
    }

    @Override
    public void close() throws SQLException {
        for (BlockTable table : tables.values()) {
            table.close();
        }
        connection.close();
    }
}
