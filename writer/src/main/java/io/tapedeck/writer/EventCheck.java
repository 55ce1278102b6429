package io.tapedeck.writer;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.TickRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares the events, positions and alerts of a tape with those that its journal makes: the events that both hold, one by one; positions
 * and alerts, which are made anew, only where the journal holds all that they come from. Of an alert for silence that is what its events
 * have made it, for the rest goes by the clock; of every other all that the tape keeps. Made for one {@link #run}; one thread.
 */
final class EventCheck {
    private final Connection tape;
    private final List<TapeDamage> damages = new ArrayList<>();
    private final Map<EventPlace, StoredEvent> events = new LinkedHashMap<>(); // the tape's
    private final Map<String, String> positions = new HashMap<>();
    private final Map<String, String> alerts = new HashMap<>();
    private TapeMeta.Applied applied;
    private boolean whole; // the journal, and it is all that the tape was made from
    private long alertsSeq; // up to which alerts look at no tick

    private final TickGroup group = new TickGroup(1); // a record at a time
    private byte[][] newest = new byte[64][]; // by series: the row of the greatest tick by (ts, seq)
    private long[] newestSeqs = new long[64];

    EventCheck(Connection tape) {
        this.tape = tape;
    }

    /** Compares as of the tape's applied record when this begins; the journal is one without damage. */
    List<TapeDamage> run(Path journal) throws SQLException {
        boolean hasEvents = Snapshot.read(tape, this::readTape);
        if (hasEvents && damages.isEmpty() && applied != null) {
            try (JournalReader reader = JournalReader.open(journal)) {
                compare(reader);
            }
        }
        return damages;
    }

    private boolean readTape() throws SQLException {
        TapeFacts facts = TapeFacts.read(tape, damages::add);
        applied = facts.applied();
        if (!TapeSchema.hasTable(tape, "event") || !TapeSchema.hasTable(tape, AlertTable.NAME)) {
            return false; // a tape from before there were any
        }
        try (Statement statement = tape.createStatement();
                TapeMeta meta = new TapeMeta(tape)) {
            whole = meta.number(TapeMeta.EVENTS_RECORD) == null
                    && TapeFacts.ticksFromDay(tape, damages::add) == Long.MIN_VALUE;
            alertsSeq = meta.seq(TapeMeta.ALERTS_SEQ);
            try (ResultSet row =
                    statement.executeQuery("SELECT seq, record, kind, subject, at, key, body FROM event")) {
                while (row.next()) {
                    StoredEvent event = PositionTable.event(row);
                    events.put(event.place(), event);
                }
            }
            readPositions(statement);
            readAlerts(statement);
        } catch (SQLException e) {
            damages.add(TapeDamage.of("event", SqliteDamage.words(e)));
        }
        return true;
    }

    private void readPositions(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT state, id, ref, closed, opened_seq, opened_record FROM position")) {
            while (row.next()) {
                String id = row.getString(2);
                try {
                    MarkedPosition marked = PositionTable.position(row);
                    Position position = marked.position();
                    boolean fits = position.id().equals(id)
                            && Objects.equals(position.ref(), row.getString(3))
                            && position.isClosed() == (row.getInt(4) != 0)
                            && position.opened().equals(new EventPlace(row.getLong(5), row.getLong(6)));
                    positions.put(id, fits ? marked.text() : "a row that its state does not fit");
                } catch (TapeException e) {
                    positions.put(id, "unreadable");
                }
            }
        }
    }

    private void readAlerts(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT state, id, set_seq, set_record FROM alert")) {
            while (row.next()) {
                String id = row.getString(2);
                try {
                    AlertTracker tracker = AlertTracker.parse(row.getString(1), null);
                    boolean fits = tracker.alert().id().equals(id)
                            && tracker.alert().set().equals(new EventPlace(row.getLong(3), row.getLong(4)));
                    alerts.put(id, fits ? tracker.madeText() : "a row that its state does not fit");
                } catch (TapeException e) {
                    alerts.put(id, "unreadable");
                }
            }
        }
    }

    private void compare(JournalReader reader) {
        PositionBook book = new PositionBook(reader.symbols(), this::latest, 0);
        book.alertsBehind(alertsSeq);
        Map<EventPlace, StoredEvent> expected = new LinkedHashMap<>();
        long firstRecord = -1;
        while (reader.next() && reader.recordNumber() <= applied.record()) {
            firstRecord = firstRecord < 0 ? reader.recordNumber() : firstRecord;
            whole &= !reader.isLoss() && firstRecord <= 1;
            if (reader.type() == RecordType.EVENT) {
                StoredEvent event = StoredEvent.of(reader);
                expected.put(event.place(), event);
                book.event(reader);
            } else if (reader.type() == RecordType.TICKS && whole) {
                take(reader, book);
            }
        }
        compareEvents(expected, firstRecord);
        if (whole) {
            Map<String, String> made = new HashMap<>();
            book.all().positions().forEach(marked -> made.put(marked.position().id(), marked.text()));
            TableDifference.tell("position", made, positions, damages::add);
            TableDifference.tell(AlertTable.NAME, book.alertTexts(), alerts, damages::add);
        }
    }

    private void take(JournalReader reader, PositionBook book) {
        byte[] rows = reader.payload();
        long seq = reader.firstSeq();
        for (int at = reader.rowsOffset(); at < reader.rowsEnd(); seq++) {
            long head = TickRow.word(rows, at);
            int bytes = TickRow.bytes(head);
            int series = TickHead.series(head);
            if (series >= newest.length) {
                newest = Arrays.copyOf(newest, series * 2);
                newestSeqs = Arrays.copyOf(newestSeqs, series * 2);
            }
            if (newest[series] == null || TickRow.word(rows, at + 8) >= TickRow.word(newest[series], 8)) {
                if (newest[series] == null || newest[series].length != bytes) {
                    newest[series] = new byte[bytes];
                }
                System.arraycopy(rows, at, newest[series], 0, bytes);
                newestSeqs[series] = seq;
            }
            at += bytes;
        }
        if (book.isWatching()) {
            group.add(rows, reader.rowsOffset(), reader.rowsEnd(), reader.firstSeq());
            group.sort();
            book.take(group, reader.captureNanos());
            group.clear();
        }
    }

    private boolean latest(int symbol, TickKind kind, Tick tick) {
        int series = LiveSeries.number(symbol, kind);
        if (series >= newest.length || newest[series] == null) {
            return false;
        }
        TickRow.decode(newest[series], 0, newestSeqs[series], tick);
        return true;
    }

    private void compareEvents(Map<EventPlace, StoredEvent> expected, long firstRecord) {
        Map<String, String> made = new HashMap<>();
        expected.forEach((place, event) -> made.put(place.toString(), text(event)));
        Map<String, String> found = new HashMap<>();
        events.forEach((place, event) -> {
            if (firstRecord >= 0 && place.record() >= firstRecord) {
                found.put(place.toString(), text(event));
            }
        });
        TableDifference.tell("event", made, found, damages::add);
    }

    private static String text(StoredEvent event) {
        String key = event.key() == null ? "" : Arrays.toString(event.key().bytes());
        return String.join(" ", "" + event.kind(), "" + event.subject(), "" + event.atNanos(), key, event.body());
    }
}
