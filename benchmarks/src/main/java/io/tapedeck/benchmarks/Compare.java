package io.tapedeck.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** The command that compares; also the main class of the JVMs that it starts. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Runs Tapedeck and other stores on the same ticks, in turn, and prints their figures and ratios.")
public final class Compare implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "ROW", description = "The rows to run; all where none is given. --list tells them.")
    private List<String> rows = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many runs; each runs every contender once. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--ticks",
            paramLabel = "N",
            description = "How many ticks to measure with; each row has its own default.")
    private Long ticks;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long to ask where requests are counted. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "What decides the ticks. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Run these contenders alone; the row's baseline is needed for ratios.")
    private List<String> only = List.of();

    @Option(names = "--without-peers", description = "Run no other store.")
    private boolean withoutPeers;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description =
                    "Where to work, in a new directory that is deleted at the end: it decides which disk is measured."
                            + " Default: ${DEFAULT-VALUE}.")
    private Path directory;

    @Option(names = "--json", description = "Print the results as one JSON object.")
    private boolean json;

    @Option(names = "--list", description = "Print the rows and their contenders, and run nothing.")
    private boolean list;

    private Compare(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Compares, or runs one contender where the first argument says so.
     *
     * @param args as {@code --help} says
     * @throws Exception what ended a contender; its JVM then ends with a trace and without figures
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(ContenderProcess.ARGUMENT)) {
            ContenderProcess.main(System.out, args);
            System.exit(0); // stores leave threads behind
        }
        System.exit(run(System.out, System.err, args));
    }

    /** Runs the command and gives its exit code: 0, 1 where a contender failed, 2 for a wrong command line. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Compare(out, err));
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            err.println("compare: " + (e instanceof BenchmarkException ? e.getMessage() : e.toString()));
            return e instanceof BenchmarkException known && known.code() == BenchmarkException.Code.USAGE ? 2 : 1;
        });
        return line.execute(args);
    }

    @Override
    public Integer call() {
        if (list) {
            Rows.ALL.forEach(row -> out.println(row.name() + ": " + row.about() + "\n    "
                    + String.join(
                            " ", row.contenders().stream().map(Contender::name).toList())));
            return 0;
        }
        if (runs < 1 || ticks != null && ticks < 1_000 || seconds <= 0) {
            throw new BenchmarkException(
                    BenchmarkException.Code.USAGE, "expected --runs from 1, --ticks from 1000, --seconds above 0");
        }
        List<Row> wanted =
                rows.isEmpty() ? Rows.ALL : rows.stream().map(Rows::named).toList();
        Comparison comparison =
                new Comparison(new Comparison.Plan(runs, ticks, seed, seconds, only, withoutPeers), directory, err);
        TextReport text = new TextReport(out);
        Machine machine = Machine.seenFrom(directory);
        List<RowResult> results = comparison.run(wanted, result -> {
            if (!json) {
                text.print(result);
            }
        });
        if (json) {
            out.println(JsonMapper.builder().build().writeValueAsString(JsonReport.of(machine, runs, results)));
        } else {
            machine.facts().forEach((name, value) -> out.println(name + ": " + value));
        }
        return 0;
    }
}
