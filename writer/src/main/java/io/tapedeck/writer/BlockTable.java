package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    private static final List<String> BOUNDS =
            List.of("first_ts", "last_ts", "min_seq", "max_seq", "count", "format", "crc");

    private final TickKind kind;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    /**
     * Statements over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @param kind trades or quotes
     * @throws SQLException as SQLite says
     */
    public BlockTable(Connection connection, TickKind kind) throws SQLException {
        this.kind = kind;
        int parameters = 3
                + BOUNDS.size()
                + codingNames(kind).size()
                + TickColumn.of(kind).size();
        this.insert = connection.prepareStatement("INSERT INTO " + name(kind) + " (series, date, stage, "
                + columns(kind) + ") VALUES (?" + ", ?".repeat(parameters - 1) + ") RETURNING id");
        this.delete = connection.prepareStatement("DELETE FROM " + name(kind) + " WHERE id = ?");
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
     * Inserts a block.
     *
     * @param series the series' number
     * @param block the block
     * @param stage part or sealed
     * @return the block's row id
     * @throws SQLException as SQLite says
     */
    public long insert(int series, EncodedBlock block, Stage stage) throws SQLException {
        if (block.kind() != kind) {
            throw new IllegalArgumentException("block of kind " + block.kind() + ", the table is of " + kind);
        }
        insert.setInt(1, series);
        insert.setString(2, Tape.date(block.firstTsNanos()));
        insert.setInt(3, stage.ordinal());
        insert.setLong(4, block.firstTsNanos());
        insert.setLong(5, block.lastTsNanos());
        insert.setLong(6, block.minSeq());
        insert.setLong(7, block.maxSeq());
        insert.setInt(8, block.count());
        insert.setInt(9, BlockCodec.FORMAT);
        insert.setLong(10, Integer.toUnsignedLong(block.crc()));
        setColumns(block, 11);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void setColumns(EncodedBlock block, int first) throws SQLException {
        List<TickColumn> list = TickColumn.of(kind);
        int parameter = first;
        for (int i = 0; i < list.size(); i++) {
            Column column = block.column(i);
            insert.setLong(parameter++, column.base());
            insert.setLong(parameter++, column.unit());
            insert.setLong(parameter++, column.rise());
            insert.setInt(parameter++, column.width());
            insert.setInt(parameter++, column.nulls() ? 1 : 0);
            switch (list.get(i).role()) {
                case DECIMAL -> insert.setInt(parameter++, column.scale());
                case ID -> insert.setInt(parameter++, column.cells());
                default -> {}
            }
        }
        for (int i = 0; i < list.size(); i++) {
            insert.setBytes(parameter++, block.column(i).data());
        }
    }

    /**
     * Deletes a block.
     *
     * @param rowId its row id
     * @throws SQLException as SQLite says
     */
    public void delete(long rowId) throws SQLException {
        delete.setLong(1, rowId);
        delete.executeUpdate();
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
        int data = BOUNDS.size() + codingNames(kind).size() + 1;
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
        try (insert) {
            delete.close();
        }
    }
}
