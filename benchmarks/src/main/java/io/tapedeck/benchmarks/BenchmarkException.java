package io.tapedeck.benchmarks;

/** A measurement that cannot go on, or that would be worth nothing: its message is the one line that its user reads. */
final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    enum Code {
        /** The command line asks for what there is not. */
        USAGE,
        /** A process ended badly or not at all. */
        PROCESS,
        /** A store gave another answer than the one computed from the ticks. */
        WRONG_ANSWER,
        /** A file, a socket or a database failed. */
        IO
    }

    private final Code code;

    BenchmarkException(Code code, String message) {
        this(code, message, null);
    }

    BenchmarkException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Compares an answer with the computed one. */
    static void check(String what, Object expected, Object answered) {
        if (!expected.equals(answered)) {
            throw new BenchmarkException(
                    Code.WRONG_ANSWER,
                    what + " is " + answered + ": expected " + expected + ", computed from the ticks");
        }
    }

    Code code() {
        return code;
    }
}
