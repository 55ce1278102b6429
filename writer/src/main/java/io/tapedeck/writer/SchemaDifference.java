package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;

/**
 * A table, index, view or trigger of a tape that is not as this version makes it. What is expected is not written down a
 * second time: a tape is made in memory, and both lists are compared.
 *
 * @param type {@code table}, {@code index}, {@code view} or {@code trigger}
 * @param name its name
 * @param kind how it differs
 */
record SchemaDifference(String type, String name, Kind kind) {
    /** How it differs. */
    enum Kind {
        MISSING("is missing"),
        CHANGED("is not as this version makes it"),
        FOREIGN("is none of Tapedeck's");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    String words() {
        return type + " " + name + " " + kind.words;
    }

    /** The writer makes views anew at its start, whatever they read. */
    boolean isView() {
        return type.equals("view") && kind != Kind.FOREIGN;
    }

    static List<SchemaDifference> of(Connection tape) throws SQLException {
        Map<String, String> expected;
        try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            TapeSchema.create(memory);
            expected = objects(memory);
        }
        Map<String, String> found = objects(tape);
        List<SchemaDifference> differences = new ArrayList<>();
        expected.forEach((object, sql) -> {
            if (!found.containsKey(object)) {
                differences.add(of(object, Kind.MISSING));
            } else if (!found.get(object).equals(sql)) {
                differences.add(of(object, Kind.CHANGED));
            }
        });
        found.keySet().stream()
                .filter(object -> !expected.containsKey(object))
                .forEach(object -> differences.add(of(object, Kind.FOREIGN)));
        if (found.containsKey("table slot") && TapeSchema.slots(tape) != BlockCodec.MAX_TICKS) {
            differences.add(new SchemaDifference("table", "slot", Kind.CHANGED));
        }
        return differences;
    }

    private static SchemaDifference of(String object, Kind kind) {
        String[] typeAndName = object.split(" ", 2);
        return new SchemaDifference(typeAndName[0], typeAndName[1], kind);
    }

    /** By type and name: how each was made. Indexes that SQLite makes by itself have no text, and its own tables are left out. */
    private static Map<String, String> objects(Connection connection) throws SQLException {
        Map<String, String> objects = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT type || ' ' || name, sql FROM sqlite_schema"
                        + " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
            while (row.next()) {
                objects.put(row.getString(1), row.getString(2));
            }
        }
        return objects;
    }

    static List<String> column(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
