package io.tapedeck.tools;

import java.lang.reflect.Field;

/**
 * Keeps JDK 24 and later from printing four lines about {@code sun.misc.Unsafe} at the first memory access of Chronicle Queue.
 * The JDK's own switch, {@code --sun-misc-unsafe-memory-access=allow}, has no form in a jar's manifest; this marks the
 * notice as given instead, through a package that the JDK leaves open. Nothing else changes: a JVM told to deny the access
 * still denies it, and on a JDK without such a notice this does nothing.
 */
final class UnsafeNotice {
    private UnsafeNotice() {}

    static void silence() {
        if (Runtime.version().feature() < 24) {
            return;
        }
        try {
            Field given = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            given.setAccessible(true);
            given.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return; // a JDK that keeps its notice elsewhere prints it; that is all
        }
    }
}
