package io.tapedeck.server;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One disk that is watched, for all that a data directory has on it. One thread. */
final class WatchedDisk {
    private final FileStore store;
    private final Path path;
    private final List<String> holds = new ArrayList<>();
    private final DiskForecast forecast = new DiskForecast();
    private boolean isShort;

    private WatchedDisk(FileStore store, Path path) {
        this.store = store;
        this.path = path;
    }

    /** The disks of a directory, each once. */
    static List<WatchedDisk> of(DataDirectory directory) {
        List<WatchedDisk> disks = new ArrayList<>();
        add(disks, "journal", directory.journal());
        add(disks, "tape", directory.path());
        add(disks, "tmp", directory.temporary());
        return disks;
    }

    private static void add(List<WatchedDisk> disks, String what, Path path) {
        FileStore store;
        try {
            store = Files.getFileStore(path);
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot tell on which disk " + path + " is: " + e.getMessage(), e);
        }
        for (WatchedDisk disk : disks) {
            if (disk.store.equals(store)) {
                disk.holds.add(what);
                return;
            }
        }
        WatchedDisk disk = new WatchedDisk(store, path);
        disk.holds.add(what);
        disks.add(disk);
    }

    boolean holds(String what) {
        return holds.contains(what);
    }

    DiskState look(long nowNanos) {
        long freeBytes = -1;
        long totalBytes = -1;
        try {
            totalBytes = store.getTotalSpace();
            freeBytes = store.getUsableSpace();
        } catch (IOException e) {
            return new DiskState(List.copyOf(holds), path, -1, totalBytes, DiskMarks.of(totalBytes), null);
        }
        DiskMarks marks = DiskMarks.of(totalBytes);
        Long seconds = forecast.secondsUntil(nowNanos, freeBytes, marks.hardBytes());
        return new DiskState(List.copyOf(holds), path, freeBytes, totalBytes, marks, seconds);
    }

    /** Whether capture is to be held, which it is for longer than it would begin to be. */
    boolean isShort(DiskState state) {
        long leastBytes = isShort ? state.marks().releaseBytes() : state.marks().hardBytes();
        isShort = state.freeBytes() >= 0 && state.freeBytes() < leastBytes;
        return isShort;
    }
}
