package io.tapedeck.writer;

import java.sql.SQLException;

/** Tells errors of SQLite's that mean damage from those that mean something else. Stateless. */
final class SqliteDamage {
    private SqliteDamage() {}

    /**
     * What SQLite says of a damaged place.
     *
     * @return its words, on one line
     * @throws SQLException the error itself, where it is not about what is stored: a lock, memory, rights, an interrupt
     */
    static String words(SQLException error) throws SQLException {
        switch (error.getErrorCode() & 0xff) {
            case 3, 5, 6, 7, 8, 9, 13, 14, 23 ->
                throw error; // PERM BUSY LOCKED NOMEM READONLY INTERRUPT FULL CANTOPEN AUTH
            default -> {
                return String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
            }
        }
    }
}
