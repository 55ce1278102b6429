package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.Keep;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.server.TapedeckConfig;
import io.tapedeck.server.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of the server, from the opening of its directory to its orderly close. The main thread opens and waits; a signal's
 * thread closes.
 */
final class ServeRun {
    private static final Path DEMO_DATA = Path.of("demo-data");
    private static final long LOOK_NANOS = Duration.ofHours(1).toNanos();

    private final Terminal terminal;
    private final boolean json;
    private final Path givenData;
    private final boolean demo;
    private final boolean readOnly;
    private final Duration syncEvery;
    private final Keep keep;
    private final ServerConfig http;

    ServeRun(
            Terminal terminal,
            boolean json,
            Path givenData,
            boolean demo,
            boolean readOnly,
            Duration syncEvery,
            Keep keep,
            ServerConfig http) {
        this.terminal = terminal;
        this.json = json;
        this.givenData = givenData;
        this.demo = demo;
        this.readOnly = readOnly;
        this.syncEvery = syncEvery;
        this.keep = keep;
        this.http = http;
    }

    int run() throws IOException, InterruptedException {
        Path data = givenData != null ? givenData : demo ? DEMO_DATA : DataOption.DEFAULT;
        try (OrderlyClose close = new OrderlyClose()) {
            if (readOnly) {
                HttpServer server = close.on(HttpServer.startReadOnly(data, http));
                banner(server, data, null);
                close.awaitSignal();
                return ExitCodes.OK;
            }
            if (demo && givenData == null) {
                Tapedeck.wipeSynthetic(data);
            }
            Tapedeck deck = close.on(Tapedeck.open(TapedeckConfig.defaults(data)
                    .withSynthetic(demo)
                    .withSyncEvery(syncEvery)
                    .withKeep(keep)));
            HttpServer server = close.on(HttpServer.start(deck, http));
            banner(server, data, deck);
            if (demo) {
                close.on(new DemoFeed(deck.capture(), EpochClock.SYSTEM)).start();
            }
            awaitEnd(deck);
            throw new CommandException(
                    ExitCodes.FAILED, "recording stopped", deck.journal().failure());
        }
    }

    /** Says where it answers, and how much the deck keeps, where there is one. */
    private void banner(HttpServer server, Path data, Tapedeck deck) throws IOException {
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("address", server.address().toString());
            line.put("data", data.toString());
            line.put("demo", demo);
            line.put("read_only", readOnly);
            line.put("pid", ProcessHandle.current().pid());
            line.put("version", Version.text());
            if (deck != null) {
                line.put("keep_journal", KeepJournalText.words(keep.journal()));
                line.put("journal_bytes", deck.journal().bytes());
                line.put("tape_bytes", tapeBytes(data));
            }
            terminal.json(line);
        } else {
            String what = demo ? ", a made-up market" : readOnly ? ", for reading only" : "";
            terminal.line("Tapedeck " + Version.text() + " answers at " + server.address() + " (data in " + data + what
                    + "; stop with Ctrl-C)");
            if (deck != null) {
                terminal.line("Keeps the journal " + KeepJournalText.words(keep.journal()) + " ("
                        + ByteText.of(deck.journal().bytes()) + " now), ticks for ever ("
                        + ByteText.of(tapeBytes(data)) + " of tape now)");
            }
        }
    }

    /** Asks the file system by name: to open the tape's file here would drop SQLite's locks. */
    private static long tapeBytes(Path data) throws IOException {
        return Files.size(data.resolve("tape.db"));
    }

    /** Returns when the journal failed; a signal ends the process from its own thread instead. */
    private static void awaitEnd(Tapedeck deck) throws InterruptedException {
        boolean failed = false;
        while (!failed) {
            failed = deck.journal().progress().await(() -> deck.journal().failure() != null, LOOK_NANOS);
        }
    }
}
