package io.tapedeck.writer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Lets readers copy plain fields that one writer changes, without either waiting for the other: a version that is odd while the
 * writer is at work. A reader takes the version, copies, and asks whether the version still stands; if not, it has copied
 * nonsense and drops it. What is locked extends it, as the version lies beside the fields then.
 */
abstract class SeqLock {
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(SeqLock.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Written by the writer only, which reads it plainly.
    private long version;

    /** Before the writer's first change. */
    final void begin() {
        VERSION.setOpaque(this, version + 1);
        // The odd version is seen before any change.
        VarHandle.storeStoreFence();
    }

    /** After the writer's last change. */
    final void end() {
        // All changes are seen before the even version.
        VERSION.setRelease(this, version + 1);
    }

    /** A reader's version to check with {@link #isUnchanged}. */
    final long read() {
        return (long) VERSION.getAcquire(this);
    }

    /** Whether what was copied since {@link #read} is the state of one moment. */
    final boolean isUnchanged(long read) {
        // The copies are read before the version is.
        VarHandle.loadLoadFence();
        return (read & 1) == 0 && read == (long) VERSION.getOpaque(this);
    }
}
