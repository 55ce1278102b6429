package io.tapedeck.writer;

/**
 * A position with what the market has done with it up to a {@code seq}. Immutable; any thread.
 *
 * @param position what its events have made it
 * @param opening what was known of its symbol when it was opened
 * @param mark what it is marked at: the newest price that counts, by time and then by {@code seq}; null where there was none yet
 * @param best the best that it has stood at, or null where it was never marked
 * @param worst the worst
 */
public record MarkedPosition(Position position, Opening opening, PriceMark mark, Excursion best, Excursion worst) {
    /** Before every time: all ticks count. */
    public static final long NO_FLOOR = Long.MIN_VALUE;

    /**
     * What was known of a position's symbol when it was opened. A tick whose time is before the floor does not count for the
     * position: it is history that came in late, such as an import of last year.
     *
     * @param mark the mark then, or null where there was no price
     * @param quoted whether it was marked at quotes; where not, trades count up to the first quote
     * @param floorNanos the time of the symbol's newest tick, or {@link #NO_FLOOR}
     */
    public record Opening(PriceMark mark, boolean quoted, long floorNanos) {}

    /**
     * All of it as one text, as the tape keeps it.
     *
     * @return the text that {@link #parse} reads
     */
    String text() {
        EventFields fields = new EventFields();
        position.write(fields);
        fields.put("quoted", opening.quoted() ? 1 : 0).put("floor", opening.floorNanos());
        if (opening.mark() != null) {
            opening.mark().write(fields, "open_mark");
        }
        if (mark != null) {
            mark.write(fields, "mark");
        }
        if (best != null) {
            best.write(fields, "best");
            worst.write(fields, "worst");
        }
        return fields.text();
    }

    /**
     * Reads what the tape keeps.
     *
     * @param text the text
     * @return the position
     * @throws TapeException DAMAGED where it is none
     */
    public static MarkedPosition parse(String text) {
        try {
            EventFields fields = EventFields.parse(text);
            return new MarkedPosition(
                    Position.read(fields),
                    new Opening(
                            PriceMark.read(fields, "open_mark"),
                            fields.number("quoted", 0) != 0,
                            fields.number("floor", NO_FLOOR)),
                    PriceMark.read(fields, "mark"),
                    Excursion.read(fields, "best"),
                    Excursion.read(fields, "worst"));
        } catch (RuntimeException e) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "a position in the tape is not what was written: " + e + "; run verify, then recover",
                    e);
        }
    }
}
