package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The tape's table of blocks of one kind over one connection: its columns, and the statements that write and read them. It
 * owns its prepared statements; one thread at a time, the connection's.
 */
public final class BlockTable implements AutoCloseable {
    /**
     * Statements over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @param kind trades or quotes
     */
    public BlockTable(Connection connection, TickKind kind) {
        throw new UnsupportedOperationException();
    }

    /** How complete a block is. */
    public enum Stage {
        /** Some of the ticks of a block that is still open in memory, or was when the process ended. */
        PART,
        /** A block that no more ticks will join. */
        SEALED
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
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes a block.
     *
     * @param rowId its row id
     * @throws SQLException as SQLite says
     */
    public void delete(long rowId) throws SQLException {
        throw new UnsupportedOperationException();
    }

    /**
     * The columns to select, in the order that {@link #read} expects, for queries of one's own over {@link #name}.
     *
     * @param kind trades or quotes
     * @return a list for a SELECT
     */
    public static String columns(TickKind kind) {
        throw new UnsupportedOperationException();
    }

    /**
     * The table's name; its searchable columns are series, date, first_ts, last_ts, min_seq, max_seq, count and stage.
     *
     * @param kind trades or quotes
     * @return the name
     */
    public static String name(TickKind kind) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a block out of a row that selected {@link #columns} from its first column on.
     *
     * @param row a result set on a row
     * @param kind trades or quotes
     * @return the block; its checksum is verified when it is decoded
     * @throws SQLException as SQLite says
     * @throws TapeException NEWER_VERSION for a block of a later format
     */
    public static EncodedBlock read(ResultSet row, TickKind kind) throws SQLException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws SQLException {
        throw new UnsupportedOperationException();
    }
}
