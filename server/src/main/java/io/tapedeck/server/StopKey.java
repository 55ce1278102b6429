package io.tapedeck.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret that gives the right to end an owner over HTTP: who can read it in the data directory could end the process
 * anyway, and no page in a browser can. Each owner makes a new one, so it also tells one owner from the next. Immutable; any
 * thread.
 *
 * <p>The file holds 128 random bits as 32 hexadecimal digits, and only its owner's user may read it.
 */
final class StopKey {
    private static final int BYTES = 16;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final byte[] hex;

    private StopKey(byte[] hex) {
        this.hex = hex;
    }

    /**
     * Makes a new key and puts it in place, whole at every moment.
     *
     * @throws ServerException IO
     */
    static StopKey write(Path file) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        byte[] hex = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh); // one that is there would keep its own permissions
            create(fresh);
            Files.write(fresh, hex, StandardOpenOption.WRITE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new StopKey(hex);
        } catch (IOException e) {
            throw new ServerException(ServerException.Code.IO, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** With its permissions from the first moment on, since a descriptor that was opened before keeps the right to read. */
    private static void create(Path fresh) throws IOException {
        Set<String> views = fresh.getFileSystem().supportedFileAttributeViews();
        if (views.contains("posix")) {
            Files.createFile(fresh, OWNER_ONLY);
        } else {
            Files.createFile(fresh);
        }
    }

    /** Whether a text is the key. It takes the same time for every wrong one of the right length. */
    boolean is(String text) {
        return text != null && MessageDigest.isEqual(hex, text.strip().getBytes(StandardCharsets.UTF_8));
    }
}
