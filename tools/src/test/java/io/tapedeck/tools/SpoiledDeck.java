package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A data directory whose tape is changed behind everybody's back, and the commands that are to notice it. One thread. */
final class SpoiledDeck {
    private final Path data;
    private final CommandRun command = new CommandRun();

    SpoiledDeck(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }

    /** Runs a command over it, and returns what it exits with. */
    int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data", data.toString()));
        return command.run(all.toArray(String[]::new));
    }

    /** What the last command wrote. */
    String text() {
        return command.out() + command.err();
    }

    /** Changes a row or more. */
    void change(String sql) throws SQLException {
        assertThat(update(sql)).as(sql).isPositive();
    }

    /** Changes as many rows as there are; returns how many. */
    int update(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** The first column. */
    List<String> select(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tape.db"));
    }
}
