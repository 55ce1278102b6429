package io.tapedeck.journal;

import java.io.File;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Chronicle Queue must be told before any of its classes is loaded, and the settings that owner and readers share.
 * It is told to call nobody, to print nothing, to leave the watch over the disk to us, and to log through SLF4J under its
 * own name, at most as warnings: what matters reaches us as exceptions.
 */
final class ChronicleSettings {
    /** An index entry every so many records: a seek reads half as many record headers. */
    static final int INDEX_SPACING = 64;

    static {
        set("chronicle.analytics.disable", "true");
        set("chronicle.announcer.disable", "true");
        set("chronicle.disk.monitor.disable", "true");
        set("disable.perf.info", "true");
        set("disable.discard.warning", "true");
        Logger log = LoggerFactory.getLogger("net.openhft.chronicle");
        ExceptionHandler quiet = (type, message, thrown) -> log.debug(message, thrown);
        Jvm.setExceptionHandlers((type, message, thrown) -> log.warn(message, thrown), quiet, quiet, quiet);
    }

    private ChronicleSettings() {}

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** A builder for the journal in a directory. */
    static SingleChronicleQueueBuilder builder(File directory) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(RollCycles.FAST_HOURLY)
                .indexSpacing(INDEX_SPACING);
    }

    /** A builder for a reader, which changes nothing. */
    static SingleChronicleQueueBuilder reader(File directory) {
        return builder(directory).readOnly(true).timeProvider(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }
}
