package io.tapedeck.journal;

/**
 * What a turn of retention did.
 *
 * @param files how many files it deleted
 * @param bytes their size
 * @param heldBy the name of the consumer for whom the next file to go was kept, or null where none was
 */
public record DroppedFiles(int files, long bytes, String heldBy) {
    static final DroppedFiles NONE = new DroppedFiles(0, 0, null);
}
