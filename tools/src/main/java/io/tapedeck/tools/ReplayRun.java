package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.server.DirectoryReplay;
import io.tapedeck.server.ReplayPacer;
import io.tapedeck.server.ReplayRange;
import io.tapedeck.server.ReplaySink;
import io.tapedeck.server.ReplaySource;
import io.tapedeck.server.ReplayText;
import io.tapedeck.server.TickText;
import io.tapedeck.server.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;

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
            run(
                    symbols -> new ReplayText(
                            pipe, ReplayText.Form.NDJSON, Times.Style.ISO, TickText.Numbers.JSON, symbols),
                    () -> {});
        } catch (PipeStream.ReaderGone e) {
            return; // it has seen what it wanted
        }
    }

    /** Records it elsewhere. */
    void into(ReplayTarget target) throws IOException {
        run(target::beginPart, target::endPart);
    }

    /** What is done behind each part. */
    @FunctionalInterface
    private interface PartEnd {
        void run() throws IOException;
    }

    private void run(Function<SymbolRegistry, ReplaySink> sinks, PartEnd end) throws IOException {
        try (DirectoryReplay replay = DirectoryReplay.open(data, range)) {
            for (ReplaySource part = replay.next(); part != null; part = replay.next()) {
                try (ReplaySource source = part) {
                    pacer.run(source, sinks.apply(source.symbols()));
                    end.run();
                }
            }
        }
    }
}
