package io.tapedeck.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Files that only the user who made them may read, where the file system knows of users. Stateless; any thread. */
final class SecretFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private SecretFile() {}

    /** Random bits as hexadecimal digits. */
    static byte[] randomHex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Puts a file in place, whole at every moment.
     *
     * @throws ServerException IO
     */
    static void write(Path file, byte[] content) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh); // one that is there would keep its own permissions
            create(fresh);
            Files.write(fresh, content, StandardOpenOption.WRITE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServerException(ServerException.Code.IO, "cannot write " + file + ": " + FailureWords.of(e), e);
        }
    }

    /** With its permissions from the first moment on, since a descriptor that was opened before keeps the right to read. */
    private static void create(Path fresh) throws IOException {
        if (knowsUsers(fresh)) {
            Files.createFile(fresh, OWNER_ONLY);
        } else {
            Files.createFile(fresh);
        }
    }

    /** Whether users besides the file's may read it, as far as that can be seen. */
    static boolean isReadByOthers(Path file) throws IOException {
        return knowsUsers(file)
                && Files.getPosixFilePermissions(file).stream()
                        .anyMatch(Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)::contains);
    }

    private static boolean knowsUsers(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
