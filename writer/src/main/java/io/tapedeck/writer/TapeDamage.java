package io.tapedeck.writer;

/**
 * A place of a tape that is not what was written.
 *
 * @param table the table, or {@code tape.db} where the damage is in no table
 * @param rowId the row's id there; 0 where it is no single row
 * @param fromSeq the least {@code seq} that is touched, as far as it is known; else 0
 * @param toSeq the greatest {@code seq} that is touched, as far as it is known; else 0
 * @param words what is wrong
 */
public record TapeDamage(String table, long rowId, long fromSeq, long toSeq, String words) {
    /** The tape as a whole. */
    public static final String FILE = "tape.db";

    static TapeDamage of(String table, String words) {
        return new TapeDamage(table, 0, 0, 0, words);
    }

    /**
     * Where it is.
     *
     * @return for example {@code tape.db, table trade_block, row 17}
     */
    public String place() {
        return (table.equals(FILE) ? FILE : FILE + ", table " + table) + (rowId == 0 ? "" : ", row " + rowId);
    }

    @Override
    public String toString() {
        return place() + ": " + words;
    }
}
