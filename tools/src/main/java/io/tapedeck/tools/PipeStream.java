package io.tapedeck.tools;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/**
 * Standard output as a stream that says when its reader has gone, which a print stream keeps to itself. One thread at a
 * time; closing it only flushes.
 */
final class PipeStream extends FilterOutputStream {
    private final PrintStream print;

    PipeStream(PrintStream print) {
        super(print);
        this.print = print;
    }

    /** Nobody reads what is written: {@code tapedeck replay | head} comes to this, and it is no failure. */
    static final class ReaderGone extends IOException {
        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("nobody reads standard output any more");
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        print.write(bytes, offset, length);
        check();
    }

    @Override
    public void flush() throws IOException {
        print.flush();
        check();
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    private void check() throws IOException {
        if (print.checkError()) {
            throw new ReaderGone();
        }
    }
}
