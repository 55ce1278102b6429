package io.tapedeck.writer;

/**
 * Where an event stands: behind the tick with a {@code seq}, in the record with a number. It tells an event from every other, also
 * over a restored backup, whose journal counts its records anew but goes on far above every {@code seq}. Immutable; any thread.
 *
 * @param seq the {@code seq} of the tick in front of it, 0 where there is none
 * @param record the number of its record
 */
public record EventPlace(long seq, long record) implements Comparable<EventPlace> {
    @Override
    public int compareTo(EventPlace other) {
        int bySeq = Long.compare(seq, other.seq);
        return bySeq != 0 ? bySeq : Long.compare(record, other.record);
    }

    /**
     * Reads a place.
     *
     * @param text as {@link #toString} gives it
     * @return the place
     * @throws NumberFormatException where it is none
     */
    public static EventPlace parse(String text) {
        int dash = text.indexOf('-');
        return new EventPlace(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    @Override
    public String toString() {
        return seq + "-" + record;
    }
}
