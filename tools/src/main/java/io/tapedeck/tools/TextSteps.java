package io.tapedeck.tools;

import java.io.IOException;

/** What is done on the way through a file's texts. One thread. */
interface TextSteps {
    /**
     * A text begins.
     *
     * @param part its number in the file, from 0
     * @param meaning how its rows are read
     */
    void begin(int part, String meaning);

    /** A line is about to be read; returns where its ticks go. */
    TickRecipient before(LineReader lines) throws IOException;

    /** The line was read, and made so many ticks. */
    void added(LineReader lines, int ticks);

    /** The text ends; the lines stand on its last one. */
    void end(LineReader lines) throws IOException;
}
