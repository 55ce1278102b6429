package io.tapedeck.journal;

/** Waits for threads that were told to end, and end soon. Stateless; any thread. */
public final class Joining {
    private Joining() {}

    /**
     * Waits for a thread's end, whoever interrupts meanwhile: what it uses is closed behind it. The interrupt is kept.
     *
     * @param thread one that was told to end
     */
    public static void join(Thread thread) {
        join(thread, () -> {});
    }

    /**
     * The same, with something to be done in its place afterwards. An interrupt is put off until that is done too: it would close the
     * file channels that are used.
     *
     * @param thread one that was told to end
     * @param then what is left to do
     */
    public static void join(Thread thread, Runnable then) {
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            then.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
