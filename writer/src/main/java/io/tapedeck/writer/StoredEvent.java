package io.tapedeck.writer;

import io.tapedeck.journal.JournalRecord;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An event of the journal as it was applied. Immutable; any thread.
 *
 * @param place where it stands
 * @param kind {@link #POSITION} or another, which is kept and passed over
 * @param subject the id of the position that it is about; null where it names none
 * @param atNanos when it was appended, on the journal's clock, nanoseconds since the epoch
 * @param key the hash of the idempotency key that it came with, or null
 * @param body its fields as text
 */
public record StoredEvent(EventPlace place, int kind, String subject, long atNanos, RequestHash key, String body) {
    /** A change of a position. */
    public static final int POSITION = 1;

    /** Something of an alert. */
    public static final int ALERT = 2;

    /**
     * Reads an event.
     *
     * @param record an event's record
     * @return the event
     */
    public static StoredEvent of(JournalRecord record) {
        String body = new String(record.eventBytes(), StandardCharsets.UTF_8);
        EventFields fields = EventFields.parse(body);
        String key = fields.text("key");
        return new StoredEvent(
                new EventPlace(record.firstSeq() - 1, record.recordNumber()),
                record.eventKind(),
                fields.text("id"),
                record.captureNanos(),
                key == null ? null : RequestHash.of(HexFormat.of().parseHex(key), 0),
                body);
    }

    /**
     * The fields.
     *
     * @return the body, read
     */
    public EventFields fields() {
        return EventFields.parse(body);
    }
}
