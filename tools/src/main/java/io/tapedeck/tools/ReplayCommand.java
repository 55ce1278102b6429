package io.tapedeck.tools;

import java.math.BigDecimal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck replay}. */
@Command(
        name = "replay",
        description = "Emits recorded ticks again, in the order of their recording and at their pace, as NDJSON on"
                + " standard output. Changes nothing, and works beside a running server.")
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
            description = "How many times as fast as it was, or max for as fast as it goes. Default: ${DEFAULT-VALUE}.")
    private String speed;

    @Option(
            names = "--pace",
            paramLabel = "ts|recv_ts",
            defaultValue = "ts",
            converter = ReplayRange.PaceText.class,
            description = "The clock to pace by: the exchange's or the receiver's. Default: ${DEFAULT-VALUE}.")
    private ReplayRange.Pace pace;

    @Mixin
    private JsonOption json;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if ((from != null || to != null) && (afterSeq != null || toSeq != null)) {
            throw CommandException.usage("a range of times and one of seq exclude each other: give one of them");
        }
        ReplayRange range = ReplayRange.of(from, to, afterSeq, toSeq, symbols, pace);
        new ReplayRun(data.directory(), range, new Pacer(speedNumber())).run(terminal.out());
        return ExitCodes.OK;
    }

    private double speedNumber() {
        if (speed.equalsIgnoreCase("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double number = new BigDecimal(speed.replaceFirst("x$", "")).doubleValue();
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw CommandException.usage("--speed " + speed + ": expected a number above 0 such as 1 or 10, or max");
    }
}
