package io.tapedeck.tools;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes of the directory of a killed process what a loss of power could have left of it: of each 4 KiB page that was written since
 * it was last forced, the forced one, the one written last, a mixture of their sectors, or, where nothing of it was ever forced,
 * zeros. A length and a directory entry that were not forced may be the old ones.
 *
 * <p>The rules that SQLite's own forces make are kept: the WAL as of the beginning of a checkpoint is forced before a page of the
 * tape's file changes, and the WAL's header before its frames when it is begun anew.
 */
final class PowerCut {
    private static final int PAGE_BYTES = 4096;
    private static final int SECTOR_BYTES = 512;
    private static final int WAL_HEADER_BYTES = 32;

    private final Path data;
    private final Path copies;
    private final Random random;
    private final Luck journal;
    private final Luck tape;

    /** How much of what was not forced is on the disk all the same. */
    private enum Luck {
        NOTHING,
        ALL,
        EACH_PAGE
    }

    /**
     * A cut.
     *
     * @param data the data directory, changed
     * @param copies what was forced: see {@link ForcedCopies}; of the tape {@code tape.db}, {@code wal} and {@code wal.begin}
     */
    PowerCut(Path data, Path copies, Random random) {
        this.data = data;
        this.copies = copies;
        this.random = random;
        journal = luck();
        tape = luck();
    }

    private Luck luck() {
        int number = random.nextInt(10);
        return number < 2 ? Luck.NOTHING : number < 4 ? Luck.ALL : Luck.EACH_PAGE;
    }

    void happen() throws IOException {
        Path directory = data.resolve("journal");
        List<String> forcedNames = Files.exists(copies.resolve(ForcedCopies.NAMES))
                ? Files.readAllLines(copies.resolve(ForcedCopies.NAMES))
                : List.of();
        for (Path file : files(directory)) {
            String name = file.getFileName().toString();
            boolean vanishes = !forcedNames.contains(name) && isOld(journal);
            if (vanishes) {
                Files.delete(file);
            } else if (name.equals(ForcedCopies.CEILING)) {
                cutRenamed(file);
            } else {
                cutFront(file, forced(name), forcedLength(name), journal);
            }
        }
        cutTape();
    }

    /** Only names that were forced once can come back; a rename that was not forced leaves the old content. */
    private void cutRenamed(Path ceiling) throws IOException {
        if (isOld(journal)) {
            Files.write(ceiling, forced(ForcedCopies.CEILING));
        }
    }

    private void cutTape() throws IOException {
        Path file = data.resolve("tape.db");
        Path wal = data.resolve("tape.db-wal");
        Files.deleteIfExists(data.resolve("tape.db-shm"));
        if (!Files.exists(file)) {
            return;
        }
        byte[] now = Files.readAllBytes(file);
        byte[] forced = forced("tape.db");
        byte[] walNow = Files.exists(wal) ? Files.readAllBytes(wal) : new byte[0];
        byte[] walForced = forced(Arrays.equals(now, forced) ? "wal" : "wal.begin");
        Files.write(file, mix(now, forced, now.length, tape));
        Files.write(wal, mixWal(walNow, walForced));
    }

    private byte[] mixWal(byte[] now, byte[] forced) {
        if (now.length < WAL_HEADER_BYTES) { // emptied by a checkpoint, which is not forced itself
            return isOld(tape) ? forced : now;
        }
        boolean same = forced.length >= WAL_HEADER_BYTES && Arrays.equals(now, 0, 32, forced, 0, 32);
        int length = same && isOld(tape) ? forced.length : now.length;
        byte[] mixed = mix(now, forced, length, tape);
        if (!same) {
            System.arraycopy(now, 0, mixed, 0, WAL_HEADER_BYTES);
        }
        return mixed;
    }

    private void cutFront(Path file, byte[] forced, long forcedLength, Luck luck) throws IOException {
        byte[] now = ForcedCopies.front(file);
        long length = Files.size(file);
        byte[] mixed = mix(now, forced, now.length, luck);
        try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
            changed.write(mixed);
            if (length != forcedLength && isOld(luck)) {
                changed.setLength(Math.max(forcedLength, 0));
            }
        }
    }

    private byte[] mix(byte[] now, byte[] forced, int length, Luck luck) {
        byte[] mixed = Arrays.copyOf(now, length);
        byte[] old = Arrays.copyOf(forced, length);
        for (int at = 0; at < length; at += PAGE_BYTES) {
            int end = Math.min(length, at + PAGE_BYTES);
            if (!Arrays.equals(mixed, at, end, old, at, end)) {
                mixPage(mixed, old, at, end, luck);
            }
        }
        return mixed;
    }

    private void mixPage(byte[] page, byte[] old, int at, int end, Luck luck) {
        if (luck == Luck.ALL) {
            return;
        }
        int choice = luck == Luck.NOTHING ? 0 : random.nextInt(3);
        if (choice == 0) { // zeros, where nothing was forced
            System.arraycopy(old, at, page, at, end - at);
        } else if (choice == 1) {
            for (int sector = at; sector < end; sector += SECTOR_BYTES) {
                if (random.nextBoolean()) {
                    System.arraycopy(old, sector, page, sector, Math.min(SECTOR_BYTES, end - sector));
                }
            }
        }
    }

    private boolean isOld(Luck luck) {
        return luck == Luck.NOTHING || luck == Luck.EACH_PAGE && random.nextBoolean();
    }

    private byte[] forced(String name) throws IOException {
        Path copy = copies.resolve(name);
        return Files.exists(copy) ? Files.readAllBytes(copy) : new byte[0];
    }

    private long forcedLength(String name) throws IOException {
        Path length = copies.resolve(name + ".length");
        return Files.exists(length) ? Long.parseLong(Files.readString(length)) : 0;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.filter(Files::isRegularFile).sorted().toList());
        }
    }

    @Override
    public String toString() {
        return "of the journal " + journal + ", of the tape " + tape;
    }
}
