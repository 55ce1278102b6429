package io.tapedeck.writer;

import java.math.BigDecimal;

/**
 * That an alert fired. Alert and {@code seq} tell it from every other. Immutable; any thread.
 *
 * @param alert the alert's id
 * @param seq the tick at which it fired; of one for silence the last tick of its symbol, 0 where there is none
 * @param tsNanos that tick's time, nanoseconds since the epoch; 0 where there is none
 * @param price its price; null of one for silence
 * @param place where the event stands that says so; null until it is in the journal
 * @param atNanos when that was appended, nanoseconds since the epoch
 */
public record AlertFiring(String alert, long seq, long tsNanos, BigDecimal price, EventPlace place, long atNanos) {
    /**
     * The firing that an event tells of.
     *
     * @param event an event of an alert that has fired
     * @return the firing
     */
    public static AlertFiring of(StoredEvent event) {
        EventFields fields = event.fields();
        return new AlertFiring(
                event.subject(),
                fields.number("seq", 0),
                fields.number("ts", 0),
                fields.decimal("price"),
                event.place(),
                event.atNanos());
    }

    /**
     * The event that tells of it.
     *
     * @param fired its alert
     * @return the event's fields
     */
    public EventFields event(Alert fired) {
        return fired.event(Alert.Op.FIRED).put("seq", seq).put("ts", tsNanos).put("price", price);
    }

    void write(EventFields fields, String prefix) {
        fields.put(prefix + "_seq", seq)
                .put(prefix + "_ts", tsNanos)
                .put(prefix + "_price", price)
                .put(prefix + "_place", place == null ? null : place.toString())
                .put(prefix + "_at", atNanos);
    }

    static AlertFiring read(EventFields fields, String alert, String prefix) {
        if (fields.text(prefix + "_seq") == null) {
            return null;
        }
        String place = fields.text(prefix + "_place");
        return new AlertFiring(
                alert,
                fields.number(prefix + "_seq", 0),
                fields.number(prefix + "_ts", 0),
                fields.decimal(prefix + "_price"),
                place == null ? null : EventPlace.parse(place),
                fields.number(prefix + "_at", 0));
    }
}
