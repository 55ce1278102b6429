package io.tapedeck.tools;

import io.tapedeck.server.DirectoryReplay;
import io.tapedeck.server.ReplayPacer;
import io.tapedeck.server.ReplayRange;
import io.tapedeck.server.ReplaySource;
import io.tapedeck.server.ReplayText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/** Runs a replay of a data directory, up to the last tick that is there. One thread, once. */
final class ReplayRun {
    private final Path data;
    private final ReplayRange range;
    private final ReplayPacer pacer;

    ReplayRun(Path data, ReplayRange range, ReplayPacer pacer) {
        this.data = data;
        this.range = range;
        this.pacer = pacer;
    }

    /** Prints it, a JSON object a line. */
    void print(PrintStream out) throws IOException {
        PipeStream pipe = new PipeStream(out);
        try {
            each(part -> print(part, pipe));
        } catch (PipeStream.ReaderGone e) {
            return; // it has seen what it wanted
        }
    }

    private void print(ReplaySource part, OutputStream out) throws IOException {
        if (pacer.isPaced()) {
            pacer.run(part, ReplayText.lines(out, part.symbols()));
        } else {
            part.print(out);
        }
    }

    /** Records it elsewhere. */
    void into(ReplayTarget target) throws IOException {
        each(part -> {
            pacer.run(part, target.beginPart(part.symbols()));
            target.endPart();
        });
    }

    /** What is done with a part. */
    @FunctionalInterface
    private interface PartUse {
        void run(ReplaySource part) throws IOException;
    }

    private void each(PartUse use) throws IOException {
        try (DirectoryReplay replay = DirectoryReplay.open(data, range)) {
            for (ReplaySource part = replay.next(); part != null; part = replay.next()) {
                try (ReplaySource source = part) {
                    use.run(source);
                }
            }
        }
    }
}
