package io.tapedeck.writer;

/**
 * Is told of checkpoints, on the thread that makes them: a seam, so that tests know what of the tape was forced to disk when
 * the power goes.
 */
interface CheckpointWatch {
    /** Does not look. */
    CheckpointWatch NONE = new CheckpointWatch() {
        @Override
        public void begins() {
            // nobody looks
        }

        @Override
        public void ended(boolean whole) {
            // nobody looks
        }
    };

    /** A checkpoint begins: SQLite forces the WAL before it copies the first page. */
    void begins();

    /**
     * A checkpoint has returned.
     *
     * @param whole whether all of the WAL is in the tape's file, which SQLite has then forced
     */
    void ended(boolean whole);
}
