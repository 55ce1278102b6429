package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a tape says of itself, read so that a damaged one says what it can.
 *
 * @param tapeId which tape it is; null where that cannot be read
 * @param created when it was made, as text; null where that cannot be read
 * @param synthetic whether its ticks are made up; null where that is not marked
 * @param applied how far the journal is inside; null where nothing was applied, or it cannot be read
 * @param ticksFromDay the date, in days since the epoch, before which ticks were deleted; the least number for none
 * @param symbols the symbols by their numbers
 */
public record TapeFacts(
        UUID tapeId,
        String created,
        Boolean synthetic,
        TapeMeta.Applied applied,
        long ticksFromDay,
        List<String> symbols) {
    /** The key of the fact before which date ticks were deleted. */
    static final String TICKS_FROM_DATE = "ticks_from_date";

    /** Reads the facts; what cannot be read is told and left out. */
    static TapeFacts read(Connection connection, Consumer<TapeDamage> damages) throws SQLException {
        Reading reading = new Reading(damages);
        try (TapeMeta meta = new TapeMeta(connection)) {
            UUID id = reading.of("meta", meta::tapeId);
            String created = reading.of("meta", () -> meta.created().toString());
            Boolean synthetic = reading.of("meta", meta::synthetic);
            TapeMeta.Applied applied = reading.of("meta", meta::applied);
            Long from = reading.of("meta", () -> day(meta.text(TICKS_FROM_DATE)));
            List<String> symbols = new ArrayList<>();
            reading.of("symbol", () -> readSymbols(connection, symbols));
            return new TapeFacts(id, created, synthetic, applied, from == null ? Long.MIN_VALUE : from, symbols);
        } catch (SQLException e) {
            damages.accept(TapeDamage.of("meta", SqliteDamage.words(e)));
            return new TapeFacts(null, null, null, null, Long.MIN_VALUE, List.of());
        }
    }

    /** Reads but the date before which ticks were deleted; the least number for none. */
    static long ticksFromDay(Connection connection, Consumer<TapeDamage> damages) throws SQLException {
        try (TapeMeta meta = new TapeMeta(connection)) {
            Long day = new Reading(damages).of("meta", () -> day(meta.text(TICKS_FROM_DATE)));
            return day == null ? Long.MIN_VALUE : day;
        } catch (SQLException e) {
            damages.accept(TapeDamage.of("meta", SqliteDamage.words(e)));
            return Long.MIN_VALUE;
        }
    }

    private static Long day(String date) {
        return date == null ? null : LocalDate.parse(date).toEpochDay();
    }

    private static Void readSymbols(Connection connection, List<String> symbols) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, name FROM symbol ORDER BY id")) {
            while (row.next()) {
                if (row.getLong(1) != symbols.size()) {
                    throw new IllegalStateException("symbol " + row.getString(2) + " has the number " + row.getLong(1)
                            + ", expected " + symbols.size());
                }
                symbols.add(row.getString(2));
            }
        }
        return null;
    }

    /** Reads values one by one, and turns what fails into damage. */
    private record Reading(Consumer<TapeDamage> damages) {
        interface Source<T> {
            T read() throws SQLException;
        }

        <T> T of(String table, Source<T> source) throws SQLException {
            try {
                return source.read();
            } catch (SQLException e) {
                damages.accept(TapeDamage.of(table, SqliteDamage.words(e)));
            } catch (RuntimeException e) { // a text that is no id, time or date; a number that is missing
                damages.accept(TapeDamage.of(table, "a value is not what was written: " + e.getMessage()));
            }
            return null;
        }
    }
}
