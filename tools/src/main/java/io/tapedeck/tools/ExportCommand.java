package io.tapedeck.tools;

import io.tapedeck.server.TickText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck export}. */
@Command(name = "export", description = "Writes trades, quotes or candles of a range into a file.")
final class ExportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--symbol",
            paramLabel = "S",
            required = true,
            description = "The symbol; of ticks also several, separated by commas, and patterns with *.")
    private String symbol;

    @Option(
            names = "--kind",
            paramLabel = "trade|quote|candle",
            defaultValue = "trade",
            converter = ExportQuery.KindText.class,
            description = "What to write. Default: ${DEFAULT-VALUE}.")
    private ExportQuery.Kind kind;

    @Option(names = "--from", paramLabel = "T", description = "From this time on; from the first by default.")
    private String from;

    @Option(names = "--to", paramLabel = "T", description = "Up to, but not at, this time; to the last by default.")
    private String to;

    @Option(
            names = "--format",
            paramLabel = "csv|ndjson|parquet|arrow|sqlite",
            defaultValue = "csv",
            description = "The file's format. Default: ${DEFAULT-VALUE}.")
    private ExportQuery.Format format;

    @Option(
            names = "--numbers",
            paramLabel = "json|string|decimal|double",
            defaultValue = "json",
            description = "How prices and sizes are written; all but double are exact. Default: ${DEFAULT-VALUE}.")
    private TickText.Numbers numbers;

    @Option(
            names = "--partition",
            description = "Write a directory, with a file symbol=S/date=D/... for each symbol and date.")
    private boolean partition;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1m",
            converter = DurationText.class,
            description = "The length of a candle. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Mixin
    private PlaceOption place;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The file; - is standard output. It appears under its name when it is whole.")
    private Path output;

    @Mixin
    private JsonOption json;

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        boolean toStandardOutput = output.toString().equals("-");
        check(toStandardOutput);
        ExportQuery query = ExportQuery.of(symbol, kind, from, to, format, interval, numbers);
        try (ExportPlace source = source()) {
            if (toStandardOutput) {
                ExportFile.toStream(source, query, terminal.out());
            } else if (partition) {
                PartitionedExport.Written written = PartitionedExport.write(source, query, output);
                report(written.rows(), written.files());
            } else {
                report(ExportFile.toFile(source, query, output), 1);
            }
        }
        return ExitCodes.OK;
    }

    private void check(boolean toStandardOutput) {
        if (toStandardOutput && json.on) {
            throw CommandException.usage("--json and -o - both write to standard output: give one of them");
        }
        if (toStandardOutput && format == ExportQuery.Format.SQLITE) {
            throw CommandException.usage("--format sqlite writes a file of its own: give its name with -o");
        }
        if (partition && toStandardOutput) {
            throw CommandException.usage("--partition writes a directory: give its name with -o");
        }
        if (partition && kind == ExportQuery.Kind.CANDLE) {
            throw CommandException.usage("--partition is for trades and quotes: candles of all dates fit into a file");
        }
    }

    private ExportPlace source() {
        URI server = place.server();
        return server == null
                ? new TapeExport(place.directory())
                : new HttpExport(server, place.token(), place.client());
    }

    private void report(long rows, long files) {
        if (json.on) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", output.toString());
            result.put("kind", kind.plural().replaceFirst("s$", ""));
            result.put("rows", rows);
            if (partition) {
                result.put("files", files);
            }
            terminal.json(result);
        } else {
            String where = partition ? " in " + files + " files" : "";
            terminal.line(output + ": " + rows + " " + kind.plural() + where);
        }
    }
}
