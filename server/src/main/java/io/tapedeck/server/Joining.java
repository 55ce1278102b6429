package io.tapedeck.server;

/** Waits for threads that were told to end, and end soon. Stateless; any thread. */
final class Joining {
    private Joining() {}

    /** Waits for a thread's end, whoever interrupts meanwhile; the interrupt is kept. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
