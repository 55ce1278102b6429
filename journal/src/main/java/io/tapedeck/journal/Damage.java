package io.tapedeck.journal;

import java.nio.file.Path;

/**
 * A damaged place in a journal, and what is known to be lost there.
 *
 * @param kind what sort of damage
 * @param file the file
 * @param offset the byte of the file at which it begins
 * @param length its bytes, 0 where no byte of it is left
 * @param firstRecord number of the first record lost
 * @param lastRecord number of the last one; {@code firstRecord - 1} where none is known to be lost
 * @param fromSeq the first {@code seq} lost
 * @param toSeq the last one; {@code fromSeq - 1} where none is known to be lost
 * @param words all of this for people
 */
public record Damage(
        DamageKind kind,
        Path file,
        long offset,
        long length,
        long firstRecord,
        long lastRecord,
        long fromSeq,
        long toSeq,
        String words) {

    /**
     * How many records are known to be lost.
     *
     * @return 0 or above
     */
    public long records() {
        return lastRecord - firstRecord + 1;
    }

    /**
     * How many ticks are known to be lost.
     *
     * @return 0 or above
     */
    public long ticks() {
        return toSeq - fromSeq + 1;
    }
}
