package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The small file {@code ceiling} beside the journal's files: up to which {@code seq} numbers may have been given, so that
 * none is given twice when a loss of power takes the journal's tail. It is replaced whole: written under another name,
 * forced, renamed, and the directory forced. All numbers are little-endian.
 *
 * <pre>
 *   offset  type  what
 *   0       int   magic: the characters TDCL
 *   4       int   version of the format: 1
 *   8       long  the journal's id, upper half
 *   16      long  the journal's id, lower half
 *   24      long  ceiling: no seq above this one was given
 *   32      long  floor: no seq below this one may be given any more
 *   40      int   1 after a stop in order, 2 where the floor was raised because of damage, else 0
 *   44      36    the kernel's boot id in ASCII; zeros where there is none
 *   80      int   CRC32C of bytes 0 to 80
 * </pre>
 *
 * <p>One thread at a time.
 */
final class CeilingFile {
    static final String NAME = "ceiling";
    private static final int MAGIC = 'T' | 'D' << 8 | 'C' << 16 | 'L' << 24;
    private static final int VERSION = 1;
    private static final int CLEAN = 1;
    private static final int DAMAGED = 2;
    private static final int BOOT_AT = 44;
    private static final int BOOT_BYTES = 36;
    private static final int CRC_AT = 80;
    private static final int BYTES = 84;

    private final Path path;
    private final Path temporary;
    private final DiskForce disk;

    CeilingFile(Path directory, DiskForce disk) {
        path = directory.resolve(NAME);
        temporary = directory.resolve(NAME + ".tmp");
        this.disk = disk;
    }

    /** What the file holds; empty where it is missing or damaged, which is for the caller to make the worst of. */
    Optional<Ceiling> read() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new JournalException(Code.IO, path + " cannot be read: " + e, e);
        }
        if (bytes.length < 8 || LittleEndian.getInt(bytes, 0) != MAGIC) {
            return Optional.empty();
        }
        int version = LittleEndian.getInt(bytes, 4);
        if (version > VERSION) {
            throw new JournalException(
                    Code.NEWER_VERSION,
                    path + " has format version " + version + ": this program reads up to " + VERSION
                            + "; use the version of Tapedeck that wrote it, or a later one");
        }
        if (bytes.length != BYTES || LittleEndian.getInt(bytes, CRC_AT) != crc(bytes)) {
            return Optional.empty();
        }
        return Optional.of(new Ceiling(
                new UUID(LittleEndian.getLong(bytes, 8), LittleEndian.getLong(bytes, 16)),
                LittleEndian.getLong(bytes, 24),
                LittleEndian.getLong(bytes, 32),
                new String(bytes, BOOT_AT, BOOT_BYTES, StandardCharsets.US_ASCII).replace("\0", ""),
                LittleEndian.getInt(bytes, 40) == CLEAN,
                LittleEndian.getInt(bytes, 40) == DAMAGED));
    }

    /** Replaces the file; on return it is on disk. */
    void write(Ceiling ceiling) throws IOException {
        byte[] bytes = new byte[BYTES];
        LittleEndian.putInt(bytes, 0, MAGIC);
        LittleEndian.putInt(bytes, 4, VERSION);
        LittleEndian.putLong(bytes, 8, ceiling.journalId().getMostSignificantBits());
        LittleEndian.putLong(bytes, 16, ceiling.journalId().getLeastSignificantBits());
        LittleEndian.putLong(bytes, 24, ceiling.ceilingSeq());
        LittleEndian.putLong(bytes, 32, ceiling.floorSeq());
        LittleEndian.putInt(bytes, 40, ceiling.clean() ? CLEAN : ceiling.damaged() ? DAMAGED : 0);
        byte[] boot = Arrays.copyOf(ceiling.bootId().getBytes(StandardCharsets.US_ASCII), BOOT_BYTES);
        System.arraycopy(boot, 0, bytes, BOOT_AT, BOOT_BYTES);
        LittleEndian.putInt(bytes, CRC_AT, crc(bytes));
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                channel.write(rest);
            }
        }
        disk.force(temporary);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        disk.force(path.getParent());
    }

    Path directory() {
        return path.getParent();
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
