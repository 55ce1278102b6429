package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one run of the kernel from the next: within one, what a killed process wrote is still in the page cache. */
final class BootId {
    private BootId() {}

    /** The kernel's boot id, 36 characters, or empty where it tells none; then every start counts as a new boot. */
    static String now() {
        try {
            String id =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return id.length() == 36 ? id : Ceiling.UNKNOWN_BOOT;
        } catch (IOException e) {
            return Ceiling.UNKNOWN_BOOT;
        }
    }
}
