package io.tapedeck.writer;

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
     * The fields.
     *
     * @return the body, read
     */
    public EventFields fields() {
        return EventFields.parse(body);
    }
}
