package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.server.ReplayClock;
import io.tapedeck.server.ReplayPacer;
import io.tapedeck.server.ReplayRange;
import io.tapedeck.server.Times;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code tapedeck replay}. */
@Command(
        name = "replay",
        description = "Emits recorded ticks again at their pace, as NDJSON on standard output or into another Tapedeck."
                + " Changes nothing in the directory, and works beside a running server.")
final class ReplayCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data;

    @Option(names = "--from", paramLabel = "T", description = "From this time on, on the clock that --pace names.")
    private String from;

    @Option(names = "--to", paramLabel = "T", description = "Up to, but not at, this time.")
    private String to;

    @Option(names = "--after-seq", paramLabel = "N", description = "From the tick behind this number on.")
    private Long afterSeq;

    @Option(names = "--to-seq", paramLabel = "N", description = "Up to and with this number.")
    private Long toSeq;

    @Option(
            names = "--symbols",
            paramLabel = "A,B",
            description = "These symbols only; * stands for any characters. All by default.")
    private String symbols;

    @Option(
            names = "--speed",
            paramLabel = "N|max",
            defaultValue = "1",
            description = "How many times as fast as it was, 0.1 to 10000, or max for as fast as it goes. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String speed;

    @Option(
            names = "--pace",
            paramLabel = "ts|recv_ts",
            defaultValue = "ts",
            converter = ClockText.class,
            description = "The clock to pace by: the exchange's or the receiver's. Default: ${DEFAULT-VALUE}.")
    private ReplayClock pace;

    @Option(
            names = "--to-url",
            paramLabel = "URL",
            description =
                    "Records the ticks in the Tapedeck that answers there instead, such as http://localhost:8001.")
    private URI toUrl;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "Trust the certificates in this file (PEM) for an https:// address; else those that Java trusts.")
    private Path authorities;

    @Mixin
    private TokenOption token;

    @Mixin
    private JsonOption json;

    /** Reads a clock's name. */
    static final class ClockText implements ITypeConverter<ReplayClock> {
        @Override
        public ReplayClock convert(String text) {
            for (ReplayClock clock : ReplayClock.values()) {
                if (clock.name().equalsIgnoreCase(text)) {
                    return clock;
                }
            }
            throw new TypeConversionException("'" + text + "': expected ts or recv_ts");
        }
    }

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ReplayRun run = new ReplayRun(data.directory(), range(), new ReplayPacer(speedNumber(), pace));
        if (toUrl == null) {
            run.print(terminal.out());
            return ExitCodes.OK;
        }
        URI target = PlaceOption.checked("--to-url", toUrl);
        try (ReplayTarget recorded =
                ReplayTarget.open(target, token.text(), PlaceOption.client(authorities), data.directory())) {
            run.into(recorded);
            terminal.out().println(json.on ? recorded.json() : recorded.words());
        }
        return ExitCodes.OK;
    }

    private ReplayRange range() {
        if ((from != null || to != null) && (afterSeq != null || toSeq != null)) {
            throw CommandException.usage("a range of times and one of seq exclude each other: give one of them");
        }
        long nowNanos = EpochClock.SYSTEM.nanos();
        long fromNanos = from == null ? Long.MIN_VALUE : Times.parseBound(from, nowNanos);
        long toNanos = to == null ? Long.MAX_VALUE : Times.parseBound(to, nowNanos);
        if (fromNanos >= toNanos) {
            throw CommandException.usage("--from " + from + " is not before --to " + to);
        }
        return ReplayRange.ALL
                .withSeqs(
                        afterSeq == null ? 1 : Math.min(Math.max(0, afterSeq), Long.MAX_VALUE - 1) + 1,
                        toSeq == null ? Long.MAX_VALUE : toSeq)
                .withTimes(pace, fromNanos, toNanos)
                .withSymbols(symbols);
    }

    private double speedNumber() {
        double number = ReplayPacer.speed(speed);
        if (Double.isNaN(number)) {
            throw CommandException.usage("--speed " + speed + ": expected a number from 0.1 to 10000, or max");
        }
        return number;
    }
}
