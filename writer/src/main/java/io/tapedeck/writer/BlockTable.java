package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tape's table of blocks of one kind over one connection: its columns, and the statements that write and read them. It
 * owns its prepared statements; one thread at a time, the connection's.
 *
 * <pre>
 *   id                                  row id
 *   series, date                        whose ticks, and of which UTC date
 *   first_ts, last_ts, min_seq, max_seq bounds of the ticks
 *   count, stage, format, crc           stage: 0 part, 1 sealed; crc: see EncodedBlock
 *   per column of TickColumn            C_base, C_unit, C_rise, C_width, C_nulls, for decimals C_scale, for ids C_cells
 *   per column of TickColumn            C_data, the blob
 * </pre>
 *
 * <p>The blobs stand last: what is small is then in the row's first page, and a reader that wants no blob fetches no other.
 */
public final class BlockTable implements AutoCloseable {
    /**
     * Blocks that last longer have an index of their own, {@code .._long}: then all blocks that reach over a time are found
     * near it in the index by time, but for these, of which a date has few that do not overlap.
     */
    public static final long LONG_NANOS = 120_000_000_000L;

    /** The condition of the index of long blocks, word for word, as SQLite wants it in queries that are to use it. */
    public static final String IS_LONG = "last_ts - first_ts > " + LONG_NANOS;

    private static final long UNKNOWN = -1;
    private static final List<String> BOUNDS =
            List.of("first_ts", "last_ts", "min_seq", "max_seq", "count", "format", "crc");

    private final TickKind kind;
    private static final int QUEUED_ROWS = 32;

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement
            insertCut; // for arrays that are longer than their data; of no bytes substr makes NULL
    private final PreparedStatement delete;
    private long lastRowId = UNKNOWN;
    private int queuedInserts;
    private int queuedDeletes;

    /**
     * Statements over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @param kind trades or quotes
     * @throws SQLException as SQLite says
     */
    public BlockTable(Connection connection, TickKind kind) throws SQLException {
        this.connection = connection;
        this.kind = kind;
        this.insert = connection.prepareStatement(insertSql(kind, ", ?"));
        this.insertCut = connection.prepareStatement(insertSql(kind, ", coalesce(substr(?, 1, ?), x'')"));
        this.delete = connection.prepareStatement("DELETE FROM " + name(kind) + " WHERE id = ?");
    }

    private static String insertSql(TickKind kind, String data) {
        int numbers = 3 + BOUNDS.size() + codingNames(kind).size();
        return "INSERT INTO " + name(kind) + " (id, series, date, stage, " + columns(kind) + ") VALUES (?"
                + ", ?".repeat(numbers) + data.repeat(TickColumn.of(kind).size()) + ")";
    }

    /** How complete a block is. The order is the one on disk. */
    public enum Stage {
        /** Some of the ticks of a block that is still open in memory, or was when the process ended. */
        PART,
        /** A block that no more ticks will join. */
        SEALED
    }

    /** The statements that make the table. */
    static List<String> ddl(TickKind kind) {
        StringBuilder table = new StringBuilder("CREATE TABLE ").append(name(kind));
        table.append(" (\n  id INTEGER PRIMARY KEY,\n  series INTEGER NOT NULL,\n  date TEXT NOT NULL");
        for (String bound : BOUNDS) {
            table.append(",\n  ").append(bound).append(" INTEGER NOT NULL");
        }
        table.append(",\n  stage INTEGER NOT NULL");
        for (String coding : codingNames(kind)) {
            table.append(",\n  ").append(coding).append(" INTEGER NOT NULL");
        }
        for (TickColumn column : TickColumn.of(kind)) {
            table.append(",\n  ").append(column.name()).append("_data BLOB NOT NULL");
        }
        table.append("\n) STRICT");
        return List.of(
                table.toString(),
                "CREATE INDEX " + name(kind) + "_by_time ON " + name(kind) + " (series, date, first_ts, last_ts)",
                "CREATE INDEX " + name(kind) + "_long ON " + name(kind) + " (series, date, first_ts, last_ts) WHERE "
                        + IS_LONG,
                "CREATE INDEX " + name(kind) + "_short_parts ON " + name(kind) + " (series, date) WHERE "
                        + PartMerger.SHORT_PARTS);
    }

    private static List<String> codingNames(TickKind kind) {
        List<String> names = new ArrayList<>();
        for (TickColumn column : TickColumn.of(kind)) {
            for (String part : column.codingParts()) {
                names.add(column.name() + part);
            }
        }
        return names;
    }

    /**
     * Inserts a block, and executes what was queued before.
     *
     * @param series the series' number
     * @param block the block
     * @param stage part or sealed
     * @return the block's row id
     * @throws SQLException as SQLite says
     */
    public long insert(int series, EncodedBlock block, Stage stage) throws SQLException {
        long rowId = queue(series, block, stage);
        flush();
        return rowId;
    }

    /** Inserts a block, at the latest when {@link #flush} is called; returns the row id that it is given. */
    long queue(int series, EncodedBlock block, Stage stage) throws SQLException {
        if (block.kind() != kind) {
            throw new IllegalArgumentException("block of kind " + block.kind() + ", the table is of " + kind);
        }
        boolean isCut = block.hasLongerArrays();
        PreparedStatement row = isCut ? insertCut : insert;
        long rowId = nextRowId();
        Numbers.set(row, 1, rowId);
        Numbers.set(row, 2, series);
        row.setString(3, Tape.date(block.firstTsNanos()));
        Numbers.set(row, 4, stage.ordinal());
        Numbers.set(row, 5, block.firstTsNanos());
        Numbers.set(row, 6, block.lastTsNanos());
        Numbers.set(row, 7, block.minSeq());
        Numbers.set(row, 8, block.maxSeq());
        Numbers.set(row, 9, block.count());
        Numbers.set(row, 10, BlockCodec.FORMAT);
        Numbers.set(row, 11, Integer.toUnsignedLong(block.crc()));
        int next = setCodings(row, block, 12);
        setData(row, block, next, isCut);
        row.addBatch();
        if (++queuedInserts == QUEUED_ROWS) {
            flushInserts();
        }
        return rowId;
    }

    /** Row ids only rise while the table is written, so one that was read stands for no other block. */
    private long nextRowId() throws SQLException {
        if (lastRowId == UNKNOWN) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT coalesce(max(id), 0) FROM " + name(kind))) {
                row.next();
                lastRowId = row.getLong(1);
            }
        }
        return ++lastRowId;
    }

    /** Executes what is queued. Batches, as the driver makes some objects for each statement that it executes alone. */
    void flush() throws SQLException {
        flushDeletes();
        flushInserts();
    }

    private void flushInserts() throws SQLException {
        if (queuedInserts > 0) {
            queuedInserts = 0;
            insert.executeLargeBatch();
            insertCut.executeLargeBatch();
        }
    }

    private void flushDeletes() throws SQLException {
        if (queuedDeletes > 0) {
            queuedDeletes = 0;
            delete.executeLargeBatch();
        }
    }

    /** Returns the parameter behind the last one. */
    private int setCodings(PreparedStatement row, EncodedBlock block, int first) throws SQLException {
        List<TickColumn> list = TickColumn.of(kind);
        int parameter = first;
        for (int i = 0; i < list.size(); i++) {
            Column column = block.column(i);
            Numbers.set(row, parameter++, column.base());
            Numbers.set(row, parameter++, column.unit());
            Numbers.set(row, parameter++, column.rise());
            Numbers.set(row, parameter++, column.width());
            Numbers.set(row, parameter++, column.nulls() ? 1 : 0);
            switch (list.get(i).role()) {
                case DECIMAL -> Numbers.set(row, parameter++, column.scale());
                case ID -> Numbers.set(row, parameter++, column.cells());
                default -> {}
            }
        }
        return parameter;
    }

    private void setData(PreparedStatement row, EncodedBlock block, int first, boolean isCut) throws SQLException {
        int parameter = first;
        for (int i = 0; i < TickColumn.of(kind).size(); i++) {
            Column column = block.column(i);
            row.setBytes(parameter++, column.data());
            if (isCut) {
                Numbers.set(row, parameter++, column.dataBytes(block.count()));
            }
        }
    }

    /**
     * Deletes a block that was not just queued, and executes what was queued before.
     *
     * @param rowId its row id
     * @throws SQLException as SQLite says
     */
    public void delete(long rowId) throws SQLException {
        queueDelete(rowId);
        flush();
    }

    /** Deletes a block that was not just queued, at the latest when {@link #flush} is called. */
    void queueDelete(long rowId) throws SQLException {
        delete.setLong(1, rowId);
        delete.addBatch();
        if (++queuedDeletes == QUEUED_ROWS) {
            flushDeletes();
        }
    }

    /**
     * The columns to select, in the order that {@link #read} expects, for queries of one's own over {@link #name}.
     *
     * @param kind trades or quotes
     * @return a list for a SELECT
     */
    public static String columns(TickKind kind) {
        List<String> names = new ArrayList<>(BOUNDS);
        names.addAll(codingNames(kind));
        for (TickColumn column : TickColumn.of(kind)) {
            names.add(column.name() + "_data");
        }
        return String.join(", ", names);
    }

    /**
     * The table's name; its searchable columns are series, date, first_ts, last_ts, min_seq, max_seq, count and stage.
     *
     * @param kind trades or quotes
     * @return the name
     */
    public static String name(TickKind kind) {
        return kind == TickKind.TRADE ? "trade_block" : "quote_block";
    }

    /**
     * Reads a block out of a row that selected {@link #columns} from its first column on.
     *
     * @param row a result set on a row
     * @param kind trades or quotes
     * @return the block; its checksum is verified when it is decoded
     * @throws SQLException as SQLite says
     * @throws TapeException NEWER_VERSION for a block of a later format, DAMAGED for one of a format that never was
     */
    public static EncodedBlock read(ResultSet row, TickKind kind) throws SQLException {
        EncodedBlock.Bounds bounds = new EncodedBlock.Bounds(
                kind, small(row, 5), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        int format = row.getInt(6);
        if (format > BlockCodec.FORMAT) {
            throw new TapeException(
                    TapeException.Code.NEWER_VERSION,
                    "block of format " + format + ", expected at most " + BlockCodec.FORMAT
                            + ": open the tape with the version that wrote it");
        }
        if (format != BlockCodec.FORMAT) {
            throw new TapeException(
                    TapeException.Code.DAMAGED, "block of format " + format + ", which there never was");
        }
        List<TickColumn> list = TickColumn.of(kind);
        Column[] columns = new Column[list.size()];
        int coding = BOUNDS.size() + 1;
        int data = coding;
        for (TickColumn column : list) {
            data += column.codingParts().size();
        }
        for (int i = 0; i < columns.length; i++) {
            TickColumn column = list.get(i);
            columns[i] = readColumn(row, column, coding, data + i);
            coding += column.codingParts().size();
        }
        return EncodedBlock.stored(bounds, columns, (int) row.getLong(7));
    }

    private static Column readColumn(ResultSet row, TickColumn column, int coding, int data) throws SQLException {
        byte[] bytes = row.getBytes(data);
        int nulls = small(row, coding + 4);
        return new Column(
                row.getLong(coding),
                row.getLong(coding + 1),
                row.getLong(coding + 2),
                nulls == 0 || nulls == 1 ? small(row, coding + 3) : -1,
                nulls == 1,
                column.role() == TickColumn.Role.DECIMAL ? small(row, coding + 5) : 0,
                column.role() == TickColumn.Role.ID ? small(row, coding + 5) : IdCells.NUMBERS,
                bytes == null ? new byte[0] : bytes);
    }

    /** A number that is 0 to 32,767 in a sound block; -1, which no block is sound with, where it is not. */
    private static int small(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return number == (number & 0x7fff) ? (int) number : -1;
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                insertCut) {
            delete.close();
        }
    }
}
