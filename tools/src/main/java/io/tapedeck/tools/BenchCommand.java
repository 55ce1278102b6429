package io.tapedeck.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck bench}. */
@Command(
        name = "bench",
        description = "Measures this machine with one made-up workload, from capture to query, over HTTP, and after a"
                + " restart, in three to four minutes. Every answer is checked. It leaves nothing behind.")
final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--ticks",
            paramLabel = "N",
            defaultValue = "" + BenchPlan.DEFAULT_TICKS,
            description = "The trades of one run; fewer make shorter stages too. Default: ${DEFAULT-VALUE}.")
    private long ticks;

    @Option(
            names = "--symbols",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many symbols they are of. Default: ${DEFAULT-VALUE}.")
    private int symbols;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What chance is drawn from: the same gives the same trades. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--stages",
            paramLabel = "STAGE,...",
            split = ",",
            description =
                    "Measure these stages only; capture always runs once. Default: all (${COMPLETION-CANDIDATES}).")
    private Set<BenchStage> stages = EnumSet.allOf(BenchStage.class);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The directory to work below, in one of its own: it says which disk is measured. Default: the"
                    + " current directory.")
    private Path data;

    @Mixin
    private JsonOption json;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path base = data == null ? Path.of("") : data;
        if (!Files.isDirectory(base.toAbsolutePath())) {
            throw CommandException.usage(base + " is no directory: give one on the disk to measure with --data DIR");
        }
        BenchPlan plan = new BenchPlan(ticks, symbols, seed, stages);
        try (OrderlyClose close = new OrderlyClose()) {
            BenchRun run = close.on(new BenchRun(plan, base));
            BenchReport report = run.run(line -> {
                if (!json.on) {
                    terminal.line(line);
                }
            });
            if (json.on) {
                terminal.json(report.toJson());
            }
        }
        return ExitCodes.OK;
    }
}
