package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Checks that a reader, which relies on Chronicle Queue's own pages, gets to the records that were found in the raw files: to
 * each that Chronicle has an index entry for, and to the last one. Only for files whose raw bytes were found whole. One
 * thread at a time.
 */
final class IndexCheck {
    /** Which record stands where in one file, as the raw bytes say: every so many, and the last. */
    static final class Marks {
        private final Path file;
        private long[] numbers = new long[64];
        private long count;
        private long lastNumber;
        private boolean isWhole = true;

        Marks(Path file) {
            this.file = file;
        }

        /** Takes the file's next record. */
        void take(long number) {
            if (count % ChronicleSettings.INDEX_SPACING == 0) {
                int i = (int) (count / ChronicleSettings.INDEX_SPACING);
                if (i == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * i);
                }
                numbers[i] = number;
            }
            count++;
            lastNumber = number;
        }

        void damaged() {
            isWhole = false;
        }

        Path file() {
            return file;
        }
    }

    private final Path directory;
    private final Consumer<Damage> damages;

    IndexCheck(Path directory, Consumer<Damage> damages) {
        this.directory = directory;
        this.damages = damages;
    }

    /** Checks files; those that went by retention meanwhile are passed over. */
    void run(Iterable<Marks> files) throws IOException {
        Path table = directory.resolve("metadata.cq4t");
        if (!Files.exists(table)) {
            damage(table, "is not there");
            return;
        }
        try (RecordCursor cursor = RecordCursor.open(directory)) {
            for (Marks marks : files) {
                String wrong = marks.isWhole && marks.count > 0 ? wrong(cursor, marks) : null;
                if (wrong != null && Files.exists(marks.file)) {
                    damage(marks.file, wrong);
                }
            }
        } catch (JournalException e) {
            if (e.code() == JournalException.Code.NEWER_VERSION) {
                throw e;
            }
            damage(table, "cannot be used (" + e.getMessage() + ")");
        }
    }

    /** What is wrong with a file's index, or null. */
    private static String wrong(RecordCursor cursor, Marks marks) {
        int cycle = JournalFiles.cycle(marks.file);
        for (long i = 0; i * ChronicleSettings.INDEX_SPACING < marks.count; i++) {
            long place = i * ChronicleSettings.INDEX_SPACING;
            if (!leadsTo(cursor, RecordCursor.index(cycle, place), marks.numbers[(int) i])) {
                return "has an index that does not lead to record " + marks.numbers[(int) i];
            }
        }
        if (!leadsTo(cursor, RecordCursor.index(cycle, marks.count - 1), marks.lastNumber)) {
            return "has an index that does not lead to record " + marks.lastNumber;
        }
        return cursor.recordsIn(cycle) < marks.count ? "is said to end in front of record " + marks.lastNumber : null;
    }

    private static boolean leadsTo(RecordCursor cursor, long index, long number) {
        try {
            return cursor.moveTo(index) && cursor.next(false) && RecordCodec.number(cursor.record()) == number;
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.DAMAGED) {
                throw e;
            }
            return false;
        }
    }

    private void damage(Path file, String what) {
        damages.accept(new Damage(
                DamageKind.PAGES,
                file,
                0,
                0,
                0,
                -1,
                0,
                -1,
                file + " " + what + ": no record is lost, but readers do not get to all of them"));
    }
}
