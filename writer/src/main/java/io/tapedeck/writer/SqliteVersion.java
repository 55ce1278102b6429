package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Refuses an SQLite that could lose pages of a tape. Stateless; any thread may call it. */
final class SqliteVersion {
    /** The first version in which a commit and a checkpoint of another connection cannot race. */
    private static final int[] LEAST = {3, 51, 3};

    private SqliteVersion() {}

    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            check(row.getString(1));
        }
    }

    static void check(String version) {
        if (isOlder(version)) {
            throw new TapeException(
                    TapeException.Code.IO,
                    "SQLite " + version
                            + " can lose pages when a commit and a checkpoint meet: expected 3.51.3 or later,"
                            + " which comes with Tapedeck; look for an older sqlite-jdbc on the class path");
        }
    }

    private static boolean isOlder(String version) {
        String[] parts = version.split("\\.");
        for (int i = 0; i < LEAST.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != LEAST[i]) {
                return part < LEAST[i];
            }
        }
        return false;
    }
}
