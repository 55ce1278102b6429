package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerException;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.server.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the server, from the opening of its directory to its orderly close. The main thread opens, waits, and closes when
 * it was asked to over HTTP; a signal's thread closes otherwise.
 */
final class ServeRun {
    private static final Logger LOG = LoggerFactory.getLogger(ServeRun.class);
    private static final long LOOK_NANOS = Duration.ofHours(1).toNanos();

    /** How long the kernel may take to let go of the port of a process that was ended. */
    private static final long PORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long PORT_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Terminal terminal;
    private final ServeOptions options;
    private volatile boolean stopAsked;

    ServeRun(Terminal terminal, ServeOptions options) {
        this.terminal = terminal;
        this.options = options;
    }

    int run() throws IOException, InterruptedException {
        try (OrderlyClose close = new OrderlyClose()) {
            if (options.readOnly()) {
                HttpServer server = close.on(HttpServer.startReadOnly(options.data(), options.http()));
                banner(server, null, 0);
                close.awaitSignal();
                return ExitCodes.OK;
            }
            long ended = options.takeoverWait() == null
                    ? 0
                    : new Takeover(options.deck(), options.http(), options.takeoverWait()).run();
            if (options.wipes()) {
                Tapedeck.wipeSynthetic(options.data());
            }
            Tapedeck deck = close.on(Tapedeck.open(options.deck()));
            HttpServer server = close.on(listen(deck, ended != 0));
            banner(server, deck, ended);
            if (options.demo()) {
                close.on(new DemoFeed(deck.capture(), EpochClock.SYSTEM)).start();
            }
            awaitEnd(deck);
            if (deck.journal().failure() == null) {
                return ExitCodes.OK;
            }
            throw new CommandException(
                    ExitCodes.FAILED, "recording stopped", deck.journal().failure());
        }
    }

    private HttpServer listen(Tapedeck deck, boolean afterTakeover) {
        long untilNanos = System.nanoTime() + PORT_NANOS;
        while (true) {
            try {
                return HttpServer.start(deck, options.http(), () -> stop(deck));
            } catch (ServerException e) {
                boolean mayComeFree = afterTakeover && e.code() == ServerException.Code.ADDRESS;
                if (!mayComeFree || System.nanoTime() - untilNanos > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PORT_LOOK_NANOS);
            }
        }
    }

    private void stop(Tapedeck deck) {
        stopAsked = true;
        deck.journal().progress().wake();
    }

    /** Says what may be a mistake: a password that goes over the wire for all to read. */
    private void warn() {
        if (options.http().tls() == null && !options.http().isLoopback()) {
            LOG.warn(
                    "{} is reached by others without TLS: ticks and tokens go over the network as plain text; give it"
                            + " --tls-cert and --tls-key, or put a proxy with TLS in front and bind localhost with --public-url",
                    options.http().host());
        }
    }

    /** Says where it answers, and how much the deck keeps, where there is one. */
    private void banner(HttpServer server, Tapedeck deck, long ended) throws IOException {
        warn();
        if (options.json()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("address", server.address().toString());
            line.put("data", options.data().toString());
            line.put("demo", options.demo());
            line.put("read_only", options.readOnly());
            line.put("pid", ProcessHandle.current().pid());
            line.put("version", Version.text());
            line.put(
                    "token_file",
                    server.tokenFile() == null ? null : server.tokenFile().toString());
            line.put(
                    "mcp_url_token_file",
                    server.urlTokenFile() == null ? null : server.urlTokenFile().toString());
            if (deck != null) {
                line.put("keep_journal", KeepJournalText.words(options.keep().journal()));
                line.put("keep_ticks", KeepTicksText.words(options.keep().ticks()));
                line.put("journal_bytes", deck.journal().bytes());
                line.put("tape_bytes", tapeBytes());
                line.put("took_over_from", ended == 0 ? null : ended);
            }
            terminal.json(line);
        } else {
            String what = options.demo() ? ", a made-up market" : options.readOnly() ? ", for reading only" : "";
            String from = ended == 0 ? "" : ", taken over from process " + ended;
            terminal.line("Tapedeck " + Version.text() + " answers at " + server.address() + " (data in "
                    + options.data() + what + from + "; stop with Ctrl-C)");
            if (server.tokenFile() != null) {
                terminal.line("Asks for a token: " + server.tokenFile());
            }
            if (server.urlTokenFile() != null) {
                terminal.line("Lets who knows it read at /mcp/t/TOKEN; the token is in " + server.urlTokenFile());
            }
            if (deck != null) {
                terminal.line("Keeps the journal "
                        + KeepJournalText.words(options.keep().journal()) + " ("
                        + ByteText.of(deck.journal().bytes()) + " now), ticks "
                        + KeepTicksText.words(options.keep().ticks()) + " (" + ByteText.of(tapeBytes())
                        + " of tape now)");
            }
        }
    }

    /** Asks the file system by name: to open the tape's file here would drop SQLite's locks. */
    private long tapeBytes() throws IOException {
        return Files.size(options.data().resolve("tape.db"));
    }

    /** Returns when the journal failed or somebody asked for the end; a signal ends the process from its own thread instead. */
    private void awaitEnd(Tapedeck deck) throws InterruptedException {
        boolean ended = false;
        while (!ended) {
            ended = deck.journal()
                    .progress()
                    .await(() -> stopAsked || deck.journal().failure() != null, LOOK_NANOS);
        }
    }
}
