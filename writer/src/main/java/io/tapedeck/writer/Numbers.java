package io.tapedeck.writer;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Whole numbers as parameters of statements. Stateless; the thread of the statement. */
final class Numbers {
    private Numbers() {}

    /** Sets a number as an object, of which there is one for each small number; setLong makes another each time. */
    static void set(PreparedStatement statement, int parameter, long number) throws SQLException {
        statement.setObject(parameter, number);
    }
}
