package io.tapedeck.query;

import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.MarkedPosition;
import io.tapedeck.writer.PositionTable;
import io.tapedeck.writer.RequestHash;
import io.tapedeck.writer.StoredEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads positions and events that are in the tape. What the writer's memory has of them is newer: it is asked first, since things leave
 * memory only after the commit that brought them into the tape. Any thread; every call throws {@link QueryException} as the
 * {@link QueryEngine} does.
 */
public final class PositionReader {
    private final Snapshots snapshots;

    PositionReader(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Setting {
        void set(PreparedStatement select) throws SQLException;
    }

    private <T> List<T> read(String sql, Setting setting, Row<T> rows, Deadline deadline) {
        return snapshots.readReserved(deadline, reader -> {
            PreparedStatement select = reader.statement(sql);
            setting.set(select);
            List<T> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(rows.read(row));
                }
            }
            return found;
        });
    }

    private static <T> T first(List<T> found) {
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * A position.
     *
     * @param id its id
     * @param deadline by when
     * @return the position, or null
     */
    public MarkedPosition find(String id, Deadline deadline) {
        return first(read(PositionTable.BY_ID, select -> select.setString(1, id), PositionTable::position, deadline));
    }

    /**
     * The position that was opened last with a ref.
     *
     * @param ref the ref
     * @param deadline by when
     * @return the position, or null
     */
    public MarkedPosition findRef(String ref, Deadline deadline) {
        return first(read(PositionTable.BY_REF, select -> select.setString(1, ref), PositionTable::position, deadline));
    }

    /**
     * Closed positions, those that were opened last first.
     *
     * @param before only such that were opened before this place, or null
     * @param limit at most so many
     * @param deadline by when
     * @return the positions
     */
    public List<MarkedPosition> closed(EventPlace before, int limit, Deadline deadline) {
        EventPlace end = before == null ? new EventPlace(Long.MAX_VALUE, Long.MAX_VALUE) : before;
        return read(
                PositionTable.CLOSED,
                select -> {
                    select.setLong(1, end.seq());
                    select.setLong(2, end.record());
                    select.setInt(3, limit);
                },
                PositionTable::position,
                deadline);
    }

    /**
     * The events of a position.
     *
     * @param id its id
     * @param deadline by when
     * @return in their order
     */
    public List<StoredEvent> events(String id, Deadline deadline) {
        return read(PositionTable.EVENTS_OF, select -> select.setString(1, id), PositionTable::event, deadline);
    }

    /**
     * The event that came with an idempotency key last.
     *
     * @param key the hash of the key
     * @param deadline by when
     * @return the event, or null
     */
    public StoredEvent keyed(RequestHash key, Deadline deadline) {
        return first(read(
                PositionTable.EVENT_KEYED, select -> select.setBytes(1, key.bytes()), PositionTable::event, deadline));
    }

    /**
     * What fired of alerts.
     *
     * @param after only what stands behind this place
     * @param limit at most so many
     * @param deadline by when
     * @return in their order
     */
    public List<StoredEvent> firings(EventPlace after, int limit, Deadline deadline) {
        return read(
                PositionTable.FIRINGS,
                select -> {
                    select.setLong(1, after.seq());
                    select.setLong(2, after.record());
                    select.setInt(3, limit);
                },
                PositionTable::event,
                deadline);
    }

    /**
     * From which date on the tape has every tick.
     *
     * @param deadline by when
     * @return the date, or null where none were deleted
     */
    public LocalDate ticksFrom(Deadline deadline) {
        String text = first(read(
                "SELECT value FROM meta WHERE key = 'ticks_from_date'",
                select -> {},
                row -> row.getString(1),
                deadline));
        return text == null ? null : LocalDate.parse(text);
    }
}
