package io.tapedeck.writer;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named values as one text: {@code name=value}, set apart by the character 0x1F, which no value may hold. It is how events lie in
 * the journal, and positions and alerts in the tape: readable, exact, and open to new names, which an older reader passes over.
 * An empty value means that what stood there is taken away. One thread.
 */
public final class EventFields {
    /** What sets fields apart. */
    public static final char SEPARATOR = 0x1f;

    private final Map<String, String> values = new LinkedHashMap<>();

    /** No fields. */
    public EventFields() {}

    /**
     * Reads fields.
     *
     * @param text what {@link #text} gave
     * @return the fields
     */
    public static EventFields parse(String text) {
        EventFields fields = new EventFields();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(SEPARATOR, at);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', at);
            if (equals > at && equals < end) {
                fields.values.put(text.substring(at, equals), text.substring(equals + 1, end));
            }
            at = end + 1;
        }
        return fields;
    }

    static EventFields parse(byte[] utf8) {
        return parse(new String(utf8, StandardCharsets.UTF_8));
    }

    /**
     * Sets a field; null leaves it out.
     *
     * @param name its name
     * @param value its value
     * @return this
     * @throws TapeException MISMATCH where the value holds the separator
     */
    public EventFields put(String name, String value) {
        if (value != null && value.indexOf(SEPARATOR) >= 0) {
            throw new TapeException(
                    TapeException.Code.MISMATCH, name + " holds the control character 0x1F: expected text without it");
        }
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }

    /**
     * Sets a field; null leaves it out.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public EventFields put(String name, BigDecimal value) {
        return put(name, value == null ? null : Exact.text(value));
    }

    /**
     * Sets a field.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public EventFields put(String name, long value) {
        return put(name, Long.toString(value));
    }

    /**
     * Whether a field is there, if only to say that what stood there is taken away.
     *
     * @param name its name
     * @return true where it is
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * A field's value.
     *
     * @param name its name
     * @return the value, or null where it is missing or empty
     */
    public String text(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * A field's value as an exact decimal.
     *
     * @param name its name
     * @return the value, or null where it is missing or empty
     */
    public BigDecimal decimal(String name) {
        String value = text(name);
        return value == null ? null : new BigDecimal(value);
    }

    /**
     * A field's value as a whole number.
     *
     * @param name its name
     * @param absent what stands for a missing one
     * @return the value
     */
    public long number(String name, long absent) {
        String value = text(name);
        return value == null ? absent : Long.parseLong(value);
    }

    /**
     * All fields as one text.
     *
     * @return the text that {@link #parse} reads
     */
    public String text() {
        StringBuilder text = new StringBuilder(64);
        values.forEach((name, value) -> {
            if (text.length() > 0) {
                text.append(SEPARATOR);
            }
            text.append(name).append('=').append(value);
        });
        return text.toString();
    }

    /**
     * All fields as an event's body.
     *
     * @return UTF-8
     */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }
}
