package io.tapedeck.tools;

import io.tapedeck.journal.KeepJournal;
import io.tapedeck.server.DoorConfig;
import io.tapedeck.server.Keep;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.TlsFiles;
import io.tapedeck.server.UrlToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck serve}. */
@Command(
        name = "serve",
        description = "Records, keeps and serves ticks until it is stopped: capture, tape and HTTP in one process.")
final class ServeCommand implements Callable<Integer> {
    private static final KeepJournal JOURNAL = new KeepJournal(Duration.ofDays(7), 20_000_000_000L);
    private static final KeepJournal DEMO_JOURNAL = new KeepJournal(Duration.ofHours(1), KeepJournal.FOREVER.bytes());

    private static final Duration DEMO_TICKS = Duration.ofHours(24);
    private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

    private final Terminal terminal;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory; ./data by default, ./demo-data with --demo.")
    private Path data;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "localhost",
            description = "The address to bind; localhost means 127.0.0.1 and ::1. Any other asks for tokens. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8000",
            description = "The port; 0 takes a free one and prints it. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Ask every request for a token of this file: a line each, as read,write TOKEN. Where others can"
                            + " reach the server and this is left out, token in the data directory is made and used.")
    private Path tokenFile;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Where clients see the server, over a proxy or tunnel; asks for tokens.")
    private URI publicUrl;

    @Option(
            names = "--mcp-url-token",
            paramLabel = "TOKEN",
            arity = "0..1",
            fallbackValue = "on",
            description =
                    "Let assistants whose client can show no token read at /mcp/t/TOKEN: whoever knows the address may."
                            + " Without a value it is made and kept in mcp-url-token in the data directory. Give your own by the"
                            + " variable TAPEDECK_MCP_URL_TOKEN: a command line can be read by every user of the machine.")
    private String mcpUrlToken;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            split = ",",
            description = "Let pages of this origin ask, such as https://charts.example.com; several with commas. None"
                    + " by default.")
    private List<String> corsOrigins = List.of();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS (https) with this certificate: PEM, the server's own first, then its chain.")
    private Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key, PEM.")
    private Path tlsKey;

    @Option(
            names = "--demo",
            description = "Make up a lively market to look at. Without --data it is wiped at every start.")
    private boolean demo;

    @Option(
            names = "--read-only",
            description = "Serve the tape alone, for reading; another process may own the directory.")
    private boolean readOnly;

    @Option(
            names = "--takeover",
            description = "Where another process owns the directory, end it first: asked, by signal, then by force.")
    private boolean takeover;

    @Option(
            names = "--takeover-wait",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationText.class,
            description = "How long the owner may take to end before it is ended by force. Default: ${DEFAULT-VALUE}.")
    private Duration takeoverWait;

    @Option(
            names = "--sync-every",
            paramLabel = "TIME",
            defaultValue = "100ms",
            converter = DurationText.class,
            description = "How often what was recorded is forced to disk. Default: ${DEFAULT-VALUE}.")
    private Duration syncEvery;

    @Option(
            names = "--keep-journal",
            paramLabel = "AGE,SIZE",
            converter = KeepJournalText.class,
            description = "How much of the journal is kept: an age, a size, both, or forever. Default: 7d,20GB, with"
                    + " --demo 1h.")
    private KeepJournal keepJournal;

    @Option(
            names = "--keep-ticks",
            paramLabel = "AGE",
            converter = KeepTicksText.class,
            description =
                    "How long ticks are kept, by UTC dates, or forever; candles stay. Default: forever, with --demo"
                            + " 24h.")
    private Duration keepTicks;

    @Option(
            names = "--log",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "The form of the log on standard error: a line for people, or a JSON object, a record."
                    + " Default: ${DEFAULT-VALUE}.")
    private LogForm log;

    @Mixin
    private JsonOption json;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        LogSetup.use(log);
        if (port < 0 || port > 65_535) {
            throw CommandException.usage("--port " + port + ": expected 0 to 65535");
        }
        if (demo && readOnly) {
            throw CommandException.usage("--demo records, --read-only does not: give one of them");
        }
        if (takeover && readOnly) {
            throw CommandException.usage(
                    "--takeover ends the owner of the directory, --read-only serves beside it: give one of them");
        }
        if (takeoverWait.compareTo(LEAST_WAIT) < 0) {
            throw CommandException.usage("--takeover-wait " + DurationText.of(takeoverWait) + ": expected at least "
                    + DurationText.of(LEAST_WAIT) + ", since an owner brings what it took onto the disk");
        }
        DoorConfig door = new DoorConfig(tokenFile, publicUrl, corsOrigins, urlToken());
        ServerConfig http = new ServerConfig(host, port, ServerConfig.defaults().maxBodyBytes(), door).withTls(tls());
        ServeOptions options = new ServeOptions(
                json.on, data, demo, readOnly, takeover ? takeoverWait : null, syncEvery, keep(), http);
        return new ServeRun(terminal, options).run();
    }

    private UrlToken urlToken() {
        return switch (mcpUrlToken == null ? "off" : mcpUrlToken.toLowerCase(Locale.ROOT)) {
            case "off", "false", "no", "0" -> null; // as variables say it
            case "on", "true", "yes", "1" -> UrlToken.kept();
            default -> UrlToken.of(mcpUrlToken);
        };
    }

    private TlsFiles tls() {
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw CommandException.usage("--tls-cert and --tls-key belong together: give both");
        }
        return tlsCertificate == null ? null : new TlsFiles(tlsCertificate, tlsKey);
    }

    private Keep keep() {
        return new Keep(
                keepJournal != null ? keepJournal : demo ? DEMO_JOURNAL : JOURNAL,
                keepTicks != null ? keepTicks : demo ? DEMO_TICKS : Keep.FOREVER.ticks());
    }
}
