package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Flags of a JVM that lives for seconds. Most of what such a process computes is its own start: loading and checking classes, which an
 * archive of them saves, and compiling methods a second time, which pays only later. Two fifths of the processor time are left. Long runs
 * of the jar go without, as people start it.
 */
final class QuickStart {
    /** One compiler and one thread that collects, instead of some of each. */
    static final List<String> LIGHT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** The build makes it of the jar before the integration tests. */
    private static final Path ARCHIVE = Jar.FILE.toAbsolutePath().resolveSibling("tapedeck.jsa");

    private QuickStart() {}

    /** Flags for the packaged jar; the archive is one of the Java that made it alone. */
    static List<String> flags(boolean sameJava) throws IOException {
        if ("torture".equals(System.getProperty("groups"))) {
            return List.of();
        }
        List<String> flags = new ArrayList<>(LIGHT);
        if (sameJava && isFresh()) {
            flags.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        }
        return flags;
    }

    private static boolean isFresh() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(Jar.FILE)) > 0;
    }
}
