package io.tapedeck.tools;

import io.tapedeck.journal.JournalSeed;
import io.tapedeck.server.Sha256;
import io.tapedeck.writer.TapeCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Makes one backup: a copy of a tape and its manifest, both whole and on disk when they appear under their names, the
 * manifest first. It works beside the tape's owner and changes nothing there. One thread.
 *
 * <p>While it works, its files end in {@code .part}, and a kernel lock is on the manifest's: what a run left that was killed has
 * no such lock, and the next run into the same directory deletes it.
 */
final class Backup {
    private static final String PREFIX = "tapedeck-";
    private static final String SUFFIX = ".db";
    private static final String PART = ".part";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path data;

    Backup(Path data) {
        this.data = data;
    }

    /**
     * A backup that was made.
     *
     * @param file the copy
     * @param manifest what it says of itself
     */
    record Made(Path file, BackupManifest manifest) {}

    /** Whether a file's name is that of a backup in a directory of backups. */
    static boolean isNamed(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    /**
     * Makes a backup.
     *
     * @param destination a directory, which gets a file named after the time, or a file that does not exist yet
     * @throws CommandException usage where the file exists
     */
    Made make(Path destination) throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Path tape = data.resolve("tape.db");
        if (!Files.isRegularFile(tape)) {
            throw CommandException.failed("there is no tape in " + data + ": give --data DIR");
        }
        boolean isDirectory = Files.isDirectory(destination);
        Path file = (isDirectory ? destination.resolve(PREFIX + STAMP.format(now) + SUFFIX) : destination)
                .toAbsolutePath()
                .normalize();
        if (Files.exists(file) || Files.exists(BackupManifest.path(file))) {
            throw CommandException.usage(file + " exists already, and a backup overwrites nothing: give another name");
        }
        if (isDirectory) {
            deleteLeft(destination);
        }
        Path manifestPart = part(BackupManifest.path(file));
        try (FileChannel channel = BackupManifest.create(manifestPart);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                throw CommandException.failed("another process makes the backup " + file);
            }
            return make(tape, file, channel, now);
        }
    }

    private Made make(Path tape, Path file, FileChannel manifestChannel, Instant now) throws IOException {
        Path copyPart = part(file);
        Path manifestPart = part(BackupManifest.path(file));
        try {
            manifestChannel.truncate(0);
            Files.deleteIfExists(copyPart);
            TapeCopy.copy(tape, copyPart);
            // Behind the copy: it is then above all that the copy holds.
            long ceilingSeq = JournalSeed.ceilingSeq(data.resolve("journal"));
            force(copyPart);
            TapeCopy.Contents contents = TapeCopy.verify(copyPart);
            BackupManifest manifest = new BackupManifest(
                    now.toString(), Files.size(copyPart), sha256(copyPart), ceilingSeq, contents.digest(), contents);
            manifest.write(manifestChannel);
            Files.move(manifestPart, BackupManifest.path(file), StandardCopyOption.ATOMIC_MOVE);
            Files.move(copyPart, file, StandardCopyOption.ATOMIC_MOVE);
            force(file.getParent());
            return new Made(file, manifest);
        } catch (IOException | RuntimeException e) {
            for (Path left : new Path[] {copyPart, manifestPart, BackupManifest.path(file)}) {
                Files.deleteIfExists(left);
            }
            throw e;
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process
        }
    }

    /** Deletes what runs left in a directory that were killed. */
    private static void deleteLeft(Path directory) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, PREFIX + "*" + PART)) {
            for (Path left : parts) {
                String name = left.getFileName().toString();
                Path copy = directory.resolve(name.substring(0, name.indexOf(SUFFIX) + SUFFIX.length()));
                Path manifest = BackupManifest.path(copy);
                Path locked = Files.exists(part(manifest)) ? part(manifest) : manifest;
                if (!Files.exists(locked) || isUnlocked(locked)) {
                    Files.deleteIfExists(part(copy));
                    Files.deleteIfExists(part(manifest));
                    if (!Files.exists(copy)) {
                        Files.deleteIfExists(manifest);
                    }
                }
            }
        }
    }

    private static boolean isUnlocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            return lock != null;
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream hashing = new DigestInputStream(in, Sha256.digest())) {
            hashing.transferTo(OutputStream.nullOutputStream());
            return Sha256.hex(hashing.getMessageDigest().digest());
        }
    }

    private static void force(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
