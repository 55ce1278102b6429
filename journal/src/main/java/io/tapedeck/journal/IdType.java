package io.tapedeck.journal;

/** How a trade's id is held; the text that a client sees is the same that it sent. */
public enum IdType {
    /** The trade has no id. */
    NONE,
    /** A whole number from 0 to 10^18 - 1 without leading zeros, held as a {@code long}. */
    NUMBER,
    /** A UUID in lower-case canonical text other than the nil UUID, held as 16 bytes, most significant first. */
    UUID,
    /** Any other text of 1 to 40 characters, held as UTF-8. */
    TEXT;

    private static final IdType[] VALUES = values();

    static IdType of(int code) {
        return VALUES[code];
    }
}
