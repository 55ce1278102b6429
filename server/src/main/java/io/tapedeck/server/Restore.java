package io.tapedeck.server;

import io.tapedeck.writer.TapeCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a copy of a tape into a data directory, under its lock, with a new journal to go on with. Stateless; any thread.
 *
 * <p>All is made ready and verified in {@code restoring/} and then renamed into place. As long as that directory is there, no
 * deck opens: a restore that was cut short begins anew, and what lies beside it is its own, because it only ever begins in a
 * directory without ticks.
 */
public final class Restore {
    /**
     * Numbers that are skipped above all that are known to have been given when the copy was made: those that were given
     * afterwards, a million a second for nineteen hours, may have been seen by others.
     */
    static final long RESERVE = 1L << 36;

    private Restore() {}

    /**
     * What is restored.
     *
     * @param copy the copy of a tape
     * @param sha256 of its bytes in hexadecimal, or null where it is not known
     * @param digest of its ticks, or null where it is not known
     * @param ceilingSeq no {@code seq} above this one had been given when it was made, as far as is known
     */
    public record Source(Path copy, String sha256, String digest, long ceilingSeq) {}

    /**
     * What was restored.
     *
     * @param contents what the tape holds
     * @param nextSeq the {@code seq} that the next tick gets
     */
    public record Restored(TapeCopy.Contents contents, long nextSeq) {}

    /**
     * Restores a copy.
     *
     * @param data the data directory; made where it is missing
     * @param source the copy, and what is known of it
     * @return what was restored
     * @throws ServerException OWNED, WRONG_TAPE where the directory holds ticks already, DAMAGED_COPY, IO
     */
    public static Restored restore(Path data, Source source) {
        DataDirectory directory = DataDirectory.make(data);
        Ownership held = Ownership.claim(directory);
        try {
            directory.holdNativeLibraries();
            begin(directory);
            Path tape = directory.restoring().resolve("tape.db");
            Path journal = directory.restoring().resolve("journal");
            check(source, "SHA-256", source.sha256(), copyAndHash(source.copy(), tape));
            long appliedSeq = TapeCopy.appliedSeq(tape);
            long nextSeq = Math.max(appliedSeq, source.ceilingSeq()) + RESERVE + 1;
            TapeCopy.goOn(tape, journal, nextSeq);
            force(tape);
            TapeCopy.Contents contents = TapeCopy.verify(tape);
            check(source, "the digest", source.digest(), contents.digest());
            Files.move(journal, directory.journal(), StandardCopyOption.ATOMIC_MOVE);
            Files.move(tape, directory.tape(), StandardCopyOption.ATOMIC_MOVE);
            force(directory.path());
            delete(directory.restoring());
            force(directory.path());
            return new Restored(contents, nextSeq);
        } catch (IOException e) {
            throw failed(directory, e);
        } catch (UncheckedIOException e) {
            throw failed(directory, e.getCause());
        } finally {
            held.close();
        }
    }

    /** Refuses a directory in which a restore was cut short. */
    static void requireNone(DataDirectory directory) {
        if (Files.exists(directory.restoring())) {
            throw new ServerException(
                    ServerException.Code.WRONG_TAPE,
                    "a restore into " + directory.path()
                            + " was cut short: run \"tapedeck restore\" again with the same backup, or delete the directory",
                    null);
        }
    }

    private static ServerException failed(DataDirectory directory, IOException e) {
        return new ServerException(
                ServerException.Code.IO, "cannot restore into " + directory.path() + ": " + e.getMessage(), e);
    }

    /** Clears away what a restore left that was cut short, and makes sure that there is nothing else. */
    private static void begin(DataDirectory directory) throws IOException {
        if (Files.exists(directory.restoring())) {
            for (Path left : parts(directory)) {
                delete(left);
            }
            delete(directory.restoring());
        }
        for (Path part : parts(directory)) {
            if (Files.exists(part)) {
                throw new ServerException(
                        ServerException.Code.WRONG_TAPE,
                        directory.path() + " holds " + part.getFileName()
                                + " of a tape or a journal already, and a restore overwrites nothing: give an empty"
                                + " directory (--data DIR), or move that one away",
                        null);
            }
        }
        Files.createDirectory(directory.restoring());
        force(directory.path()); // before anything else lies here: it says whose that is
    }

    /** All that is, or would become, part of a deck: SQLite brings any WAL that it finds into the tape beside it. */
    private static List<Path> parts(DataDirectory directory) {
        Path tape = directory.tape();
        return List.of(
                tape,
                tape.resolveSibling(tape.getFileName() + "-wal"),
                tape.resolveSibling(tape.getFileName() + "-shm"),
                new RebuiltTape(directory).made(),
                directory.journal());
    }

    private static String copyAndHash(Path copy, Path target) throws IOException {
        try (InputStream in = Files.newInputStream(copy);
                OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
                DigestOutputStream hashing = new DigestOutputStream(out, Sha256.digest())) {
            in.transferTo(hashing);
            return Sha256.hex(hashing.getMessageDigest().digest());
        }
    }

    private static void check(Source source, String what, String expected, String found) {
        if (expected != null && !expected.equals(found)) {
            throw new ServerException(
                    ServerException.Code.DAMAGED_COPY,
                    source.copy() + " has " + what + " " + found + ", expected " + expected
                            + " as its manifest says: it was damaged since it was made; use another backup",
                    null);
        }
    }

    private static void force(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
