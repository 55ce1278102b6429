package io.tapedeck.tools;

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

    @Option(names = "--symbol", paramLabel = "S", required = true, description = "The symbol.")
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
            paramLabel = "csv|ndjson|sqlite",
            defaultValue = "csv",
            description = "The file's format. Default: ${DEFAULT-VALUE}.")
    private ExportQuery.Format format;

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
        if (toStandardOutput && json.on) {
            throw CommandException.usage("--json and -o - both write to standard output: give one of them");
        }
        if (toStandardOutput && format == ExportQuery.Format.SQLITE) {
            throw CommandException.usage("--format sqlite writes a file of its own: give its name with -o");
        }
        ExportQuery query = ExportQuery.of(symbol, kind, from, to, format, interval);
        URI server = place.server();
        ExportSource source = server == null
                ? new TapeExport(place.directory())
                : new HttpExport(server, place.token(), place.client());
        if (toStandardOutput) {
            ExportFile.toStream(source, query, terminal.out());
            return ExitCodes.OK;
        }
        long rows = ExportFile.toFile(source, query, output);
        if (json.on) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", output.toString());
            result.put("kind", kind.plural().replaceFirst("s$", ""));
            result.put("rows", rows);
            terminal.json(result);
        } else {
            terminal.line(output + ": " + rows + " " + kind.plural());
        }
        return ExitCodes.OK;
    }
}
