package io.tapedeck.tools;

import java.util.Objects;

/** Compares what a stage of the bench answered with what was computed beforehand, so that no work can be skipped. Stateless. */
final class Answer {
    private Answer() {}

    static void check(BenchStage stage, String what, long found, long expected) {
        if (found != expected) {
            throw wrong(stage, what, found, expected);
        }
    }

    static void check(BenchStage stage, String what, Object found, Object expected) {
        if (!Objects.equals(found, expected)) {
            throw wrong(stage, what, found, expected);
        }
    }

    private static CommandException wrong(BenchStage stage, String what, Object found, Object expected) {
        return CommandException.failed("stage " + stage + " answered wrong: " + what + " is " + found + ", expected "
                + expected + "; please report this");
    }
}
