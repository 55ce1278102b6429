package io.tapedeck.tools;

/** A line of a tick file that is not what the file's format says. Checked, so that nobody forgets the line's number. */
final class RowException extends Exception {
    private static final long serialVersionUID = 1L;

    RowException(String message) {
        super(message);
    }
}
