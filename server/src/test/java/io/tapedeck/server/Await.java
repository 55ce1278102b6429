package io.tapedeck.server;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what other threads bring about, for so long that only a hang outlasts it. Stateless; any thread. */
final class Await {
    private static final long HUNG_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /** Waits for a state. */
    static void until(String what, Callable<Boolean> isReached) {
        value(what, isReached, reached -> reached);
    }

    /** Asks again and again until the answer is what is wanted, and returns it. */
    static <T> T value(String what, Callable<T> source, Predicate<T> isWanted) {
        long startNanos = System.nanoTime();
        while (true) {
            T value = ask(what, source);
            if (isWanted.test(value)) {
                return value;
            }
            if (System.nanoTime() - startNanos > HUNG_NANOS
                    || Thread.currentThread().isInterrupted()) { // by a limit of the test's own
                throw new AssertionError("waited in vain for " + what + ": it is still " + value);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static <T> T ask(String what, Callable<T> source) {
        try {
            return source.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("asking for " + what, e);
        }
    }
}
