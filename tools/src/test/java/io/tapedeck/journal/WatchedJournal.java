package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Opens a journal whose forces somebody watches, under another boot of the kernel: the way in for tests of power cuts. */
public final class WatchedJournal {
    private WatchedJournal() {}

    /** Watches the forcing of files and directories; on the thread that forces. */
    public interface Watch {
        /** All that is written to the file up to here is forced before {@link #forced} is called. */
        void forcing(Path path) throws IOException;

        /** The force that {@link #forcing} was told of has returned. */
        void forced(Path path) throws IOException;
    }

    public static Journal open(JournalConfig config, String bootId, Watch watch) {
        DiskForce watched = path -> {
            watch.forcing(path);
            DiskForce.SYSTEM.force(path);
            watch.forced(path);
        };
        return Journal.open(config, JournalSeams.system().withDisk(watched).withBootId(bootId));
    }
}
