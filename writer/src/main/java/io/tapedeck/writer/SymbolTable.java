package io.tapedeck.writer;

import io.tapedeck.journal.SymbolRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tape's symbols by their numbers. Writing joins the connection's transaction. It owns its prepared statement; one thread
 * at a time, the connection's.
 */
public final class SymbolTable implements AutoCloseable {
    private final PreparedStatement insert;

    /**
     * A statement over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @throws SQLException as SQLite says
     */
    public SymbolTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO symbol (id, name) VALUES (?, ?)");
    }

    /**
     * Inserts a symbol.
     *
     * @param number its number
     * @param name the symbol
     * @throws SQLException as SQLite says
     */
    public void insert(int number, String name) throws SQLException {
        insert.setInt(1, number);
        insert.setString(2, name);
        insert.executeUpdate();
    }

    /**
     * Defines the tape's symbols that a registry does not have yet. Who holds the right to number symbols may call this; on
     * a registry that is empty, or was loaded from the same tape before.
     *
     * @param connection a connection to a tape
     * @param symbols the registry
     * @throws SQLException as SQLite says
     * @throws TapeException DAMAGED when the tape's numbers have a hole
     */
    public static void load(Connection connection, SymbolRegistry symbols) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, name FROM symbol WHERE id >= " + symbols.count() + " ORDER BY id")) {
            while (row.next()) {
                int number = symbols.define(row.getString(2));
                if (number != row.getInt(1)) {
                    throw new TapeException(
                            TapeException.Code.DAMAGED,
                            "symbol " + row.getString(2) + " has the number " + row.getInt(1) + ", expected " + number);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
