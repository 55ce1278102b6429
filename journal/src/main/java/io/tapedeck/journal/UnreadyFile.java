package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file that an owner was beginning when it died: made, but without the header that Chronicle Queue puts in front. Nothing
 * can have been appended to it. Left alone, Chronicle waits for that header ten seconds at each look and then renames the
 * file. Any thread; the owner deletes it before it opens the journal.
 */
final class UnreadyFile {
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int CHUNK_BYTES = 1 << 20;

    private UnreadyFile() {}

    /**
     * Whether the file is unready and empty, and the one in front of it may thus not be ended yet. One that is unready and yet
     * holds something was not left so by a kill: that is for the salvage to see.
     */
    static boolean is(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            long at = 0;
            for (int read = channel.read(chunk); read > 0; read = channel.read(chunk)) {
                if (at == 0 && read >= 4 && isReady(LittleEndian.getInt(chunk.array(), 0))) {
                    return false;
                }
                if (holdsRecord(chunk)) {
                    return false;
                }
                at += read;
                chunk.clear();
            }
        }
        return true;
    }

    /**
     * Deletes the file where it is unready and empty.
     *
     * @return whether it was
     */
    static boolean delete(Path file) {
        try {
            if (!is(file)) {
                return false;
            }
            Files.delete(file);
            return true;
        } catch (IOException e) {
            throw new JournalException(Code.IO, file + " cannot be looked at: " + e, e);
        }
    }

    private static boolean isReady(int header) {
        return header != 0 && (header & NOT_COMPLETE) == 0;
    }

    /** Chronicle's unfinished header may be there, in front; one of our records may not. */
    private static boolean holdsRecord(ByteBuffer chunk) {
        for (int i = 0; i + 4 <= chunk.position(); i += 4) {
            if (LittleEndian.getInt(chunk.array(), i) == RecordCodec.MAGIC) {
                return true;
            }
        }
        return false;
    }
}
