package io.tapedeck.tools;

/** Lets a long run be broken off from outside: who runs looks here often. Any thread. */
final class Halt {
    private volatile boolean asked;

    void ask() {
        asked = true;
    }

    /** Breaks off where that was asked for. */
    void check() {
        if (asked) {
            throw CommandException.failed("broken off");
        }
    }
}
