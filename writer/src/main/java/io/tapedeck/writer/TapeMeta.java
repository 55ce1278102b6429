package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * The tape's few facts about itself, by key: which tape this is, of which journal, and how far it has got. Writing joins the
 * connection's transaction. It owns its prepared statements; one thread at a time, the connection's.
 */
public final class TapeMeta implements AutoCloseable {
    private static final String TAPE_ID = "tape_id";
    private static final String CREATED = "created";
    private static final String SYNTHETIC = "synthetic";
    private static final String JOURNAL_ID = "journal_id";
    private static final String APPLIED_SEQ = "applied_seq";
    private static final String APPLIED_INDEX = "applied_index";
    private static final String APPLIED_RECORD = "applied_record";
    private static final String APPLIED_CRC = "applied_crc";
    /** Up to which record of the journal events and positions are inside, where they were carried over ahead of the ticks. */
    static final String EVENTS_RECORD = "events_record";

    /** The last {@code seq} in front of the record behind that one. */
    static final String EVENTS_SEQ = "events_seq";

    /** Ticks up to here were there before the tape, and alerts do not look at them. */
    static final String ALERTS_SEQ = "alerts_seq";

    /** The applied record when the tape got its missing ids, where they do not begin with its first trade. */
    static final String GAPS_RECORD = "gaps_record";

    /** Up to which tick missing ids are inside, where they were carried over ahead of the ticks. */
    static final String GAPS_SEQ = "gaps_seq";

    private static final String TICKS_FROM_DATE = "ticks_from_date";

    private final PreparedStatement select;
    private final PreparedStatement upsert;

    /**
     * Statements over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @throws SQLException as SQLite says
     */
    public TapeMeta(Connection connection) throws SQLException {
        select = connection.prepareStatement("SELECT value FROM meta WHERE key = ?");
        upsert = connection.prepareStatement(
                "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    }

    /**
     * How far the journal is inside the tape, and how to check that it is this journal: the record that holds the applied
     * {@code seq}, or the last one that was applied with it.
     *
     * @param journalId the journal's id
     * @param seq the last {@code seq} inside the tape; 0 for none
     * @param index the record's place in the journal
     * @param record the record's number
     * @param crc the record's checksum
     */
    public record Applied(UUID journalId, long seq, long index, long record, int crc) {}

    /** Notes the id and the time of making of a new tape. */
    void putNewTape() throws SQLException {
        put(TAPE_ID, UUID.randomUUID().toString());
        put(CREATED, Instant.now().toString());
    }

    /** Takes over which tape it is, and when it was made, from the one in whose place it comes; null is left out. */
    void takeIdentity(UUID tapeId, String created) throws SQLException {
        if (tapeId != null) {
            put(TAPE_ID, tapeId.toString());
        }
        if (created != null) {
            put(CREATED, created);
        }
    }

    /**
     * Which tape this is.
     *
     * @return the id that it was given when it was made
     * @throws SQLException as SQLite says
     */
    public UUID tapeId() throws SQLException {
        return UUID.fromString(text(TAPE_ID));
    }

    /**
     * When the tape was made.
     *
     * @return the time
     * @throws SQLException as SQLite says
     */
    public Instant created() throws SQLException {
        return Instant.parse(text(CREATED));
    }

    /**
     * Whether the tape's ticks are made up, for demonstration.
     *
     * @return true or false as it was marked, null where it was not marked yet
     * @throws SQLException as SQLite says
     */
    public Boolean synthetic() throws SQLException {
        Long mark = number(SYNTHETIC);
        return mark == null ? null : mark != 0;
    }

    /**
     * Marks the tape, once.
     *
     * @param synthetic whether its ticks are made up
     * @throws SQLException as SQLite says
     */
    public void putSynthetic(boolean synthetic) throws SQLException {
        put(SYNTHETIC, synthetic ? 1 : 0);
    }

    /**
     * How far the journal is inside the tape.
     *
     * @return null where nothing was applied yet
     * @throws SQLException as SQLite says
     */
    public Applied applied() throws SQLException {
        String journalId = text(JOURNAL_ID);
        return journalId == null
                ? null
                : new Applied(
                        UUID.fromString(journalId),
                        needed(APPLIED_SEQ),
                        needed(APPLIED_INDEX),
                        needed(APPLIED_RECORD),
                        (int) needed(APPLIED_CRC));
    }

    private long needed(String key) throws SQLException {
        Long number = number(key);
        if (number == null) {
            throw new TapeException(
                    TapeException.Code.DAMAGED, "the tape does not say its " + key + ": run verify, then recover");
        }
        return number;
    }

    /**
     * Notes how far the journal is inside the tape, in the transaction that brings it there.
     *
     * @param applied the new state
     * @throws SQLException as SQLite says
     */
    public void putApplied(Applied applied) throws SQLException {
        put(JOURNAL_ID, applied.journalId().toString());
        put(APPLIED_SEQ, applied.seq());
        put(APPLIED_INDEX, applied.index());
        put(APPLIED_RECORD, applied.record());
        put(APPLIED_CRC, applied.crc());
    }

    /**
     * From which UTC date on the tape has every tick. Of the dates before it retention has deleted ticks, perhaps not all of
     * them yet; their candles are still there.
     *
     * @return a date as {@link Tape#date} gives it, which never goes back; null where no tick was ever deleted
     * @throws SQLException as SQLite says
     */
    public String ticksFromDate() throws SQLException {
        return text(TICKS_FROM_DATE);
    }

    void putTicksFromDate(String date) throws SQLException {
        put(TICKS_FROM_DATE, date);
    }

    /**
     * A fact that is a text.
     *
     * @param key its key
     * @return the text, or null where there is none
     * @throws SQLException as SQLite says
     */
    public String text(String key) throws SQLException {
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /**
     * A fact that is a number.
     *
     * @param key its key
     * @return the number, or null where there is none
     * @throws SQLException as SQLite says
     */
    public Long number(String key) throws SQLException {
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : null;
        }
    }

    /** A fact that is the number of a tick; 0, which none has, where there is none. */
    long seq(String key) throws SQLException {
        Long seq = number(key);
        return seq == null ? 0 : seq;
    }

    /**
     * Notes a fact that is a text.
     *
     * @param key its key
     * @param value the text
     * @throws SQLException as SQLite says
     */
    public void put(String key, String value) throws SQLException {
        upsert.setString(1, key);
        upsert.setString(2, value);
        upsert.executeUpdate();
    }

    /**
     * Notes a fact that is a number.
     *
     * @param key its key
     * @param value the number
     * @throws SQLException as SQLite says
     */
    public void put(String key, long value) throws SQLException {
        upsert.setString(1, key);
        upsert.setLong(2, value);
        upsert.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        try (select) {
            upsert.close();
        }
    }
}
