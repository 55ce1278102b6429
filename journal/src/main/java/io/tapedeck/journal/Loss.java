package io.tapedeck.journal;

import java.nio.file.Path;

/**
 * What was lost at one place of a journal.
 *
 * @param fromSeq the first {@code seq} lost
 * @param toSeq the last one; {@code fromSeq - 1} where none is known to be lost
 * @param ticks how many ticks are known to be lost
 * @param firstRecord number of the first record lost
 * @param lastRecord number of the last one; {@code firstRecord - 1} where none is known to be lost
 * @param file the file, by the name that it had
 * @param offset the byte of the file at which the damage began
 * @param bytes the bytes that could not be read, 0 where they are not there any more
 * @param reason what sort of damage it was
 * @param words all of this for people
 */
public record Loss(
        long fromSeq,
        long toSeq,
        long ticks,
        long firstRecord,
        long lastRecord,
        Path file,
        long offset,
        long bytes,
        DamageKind reason,
        String words) {

    static Loss of(Damage damage) {
        return new Loss(
                damage.fromSeq(),
                damage.toSeq(),
                damage.ticks(),
                damage.firstRecord(),
                damage.lastRecord(),
                damage.file(),
                damage.offset(),
                damage.length(),
                damage.kind(),
                damage.words());
    }
}
