package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue alone, with the journal's settings and none of its work: what the journal's append is measured against. It
 * stands in the journal's package for those settings. Stateless; any thread.
 */
public final class RawChronicle {
    private RawChronicle() {}

    /**
     * The records of a journal, as Chronicle keeps them.
     *
     * @param sizes the bytes of each, in order
     * @param first the bytes of the first of them, end to end, up to the given limit
     */
    public record Records(int[] sizes, byte[] first) {
        /**
         * The bytes of all.
         *
         * @return their sum
         */
        public long bytes() {
            return Arrays.stream(sizes).asLongStream().sum();
        }
    }

    /**
     * Reads a journal that nobody writes.
     *
     * @param journal its directory
     * @param limitBytes how many bytes to keep, at least those of the longest record
     * @return its records
     */
    public static Records read(Path journal, int limitBytes) {
        int[] sizes = new int[1024];
        byte[] first = new byte[limitBytes];
        int count = 0;
        int kept = 0;
        try (SingleChronicleQueue queue =
                        ChronicleSettings.reader(journal.toFile()).build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return new Records(Arrays.copyOf(sizes, count), Arrays.copyOf(first, kept));
                    }
                    Bytes<?> bytes = document.wire().bytes();
                    int size = (int) bytes.readRemaining();
                    if (count == sizes.length) {
                        sizes = Arrays.copyOf(sizes, count * 2);
                    }
                    sizes[count++] = size;
                    int more = Math.min(size, limitBytes - kept);
                    if (more > 0) {
                        kept += bytes.read(first, kept, more);
                    }
                }
            }
        }
    }

    /**
     * Appends records of the same sizes and bytes to a queue of its own; the kept bytes are taken again and again.
     *
     * @param directory where
     * @param records what
     */
    public static void append(Path directory, Records records) {
        byte[] first = records.first();
        int at = 0;
        try (SingleChronicleQueue queue =
                        ChronicleSettings.builder(directory.toFile()).build();
                ExcerptAppender appender = queue.createAppender()) {
            for (int size : records.sizes()) {
                at = at + size > first.length ? 0 : at;
                try (DocumentContext document = appender.writingDocument()) {
                    document.wire().bytes().write(first, at, size);
                }
                at += size;
            }
        }
    }
}
