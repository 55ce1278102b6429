package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The text of a replay out of the journal in both ways in which it is printed, and behind it what it failed with. Both close the replay. */
final class PrintedReplay {
    private PrintedReplay() {}

    private interface Printing {
        void to(OutputStream out) throws IOException;
    }

    static String byTicks(JournalReplay replay) throws IOException {
        ReplayPacer pacer = new ReplayPacer(ReplayPacer.MAX, ReplayClock.TS);
        return text(replay, out -> pacer.run(replay, ReplayText.lines(out, replay.symbols())));
    }

    static String byStretches(JournalReplay replay) throws IOException {
        return text(replay, replay::print);
    }

    private static String text(JournalReplay replay, Printing printing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (replay) {
            printing.to(out);
        } catch (RuntimeException e) {
            return out.toString(StandardCharsets.UTF_8) + e;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
