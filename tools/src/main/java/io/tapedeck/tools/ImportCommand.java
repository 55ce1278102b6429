package io.tapedeck.tools;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tapedeck import}. */
@Command(name = "import", description = "Records the ticks of files, in the files' order.")
final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Files of ticks, plain, gzip, zip or zstd; - is standard input.")
    private List<String> files;

    @Mixin
    private PlaceOption place;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = Layout.AUTO,
            completionCandidates = FormatNames.class,
            description = "${COMPLETION-CANDIDATES}, or auto to recognise it by the first lines."
                    + " Default: ${DEFAULT-VALUE}.")
    private String format;

    @Option(names = "--symbol", paramLabel = "S", description = "The symbol of rows that have none.")
    private String symbol;

    @Option(names = "--venue", paramLabel = "V", description = "Put V: before every symbol that has no venue.")
    private String venue;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The zone of times that have none, such as UTC or Europe/Berlin.")
    private String zone;

    @Option(
            names = "--on-error",
            paramLabel = "stop|skip",
            defaultValue = "stop",
            description = "What to do at a bad line: record nothing of the file, or leave the line out."
                    + " Default: ${DEFAULT-VALUE}.")
    private OnError onError;

    @Option(names = "--again", description = "Import a file that was imported before once more.")
    private boolean again;

    @Mixin
    private JsonOption json;

    /** The formats' names, for the help. */
    static final class FormatNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TickFormats.names().iterator();
        }
    }

    /** What to do at a bad line. */
    enum OnError {
        STOP,
        SKIP
    }

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Layout.check(format);
        ImportSettings settings = new ImportSettings(format, symbol, venue, zoneId(), onError == OnError.SKIP, again);
        place.server(); // refuses wrong usage before files are looked at
        List<TickFile> inputs = files.stream().map(TickFile::of).toList();
        for (TickFile input : inputs) {
            input.check();
        }
        List<ImportResult> results;
        try (ImportPlace where = ImportPlace.open(place)) {
            results = new ImportRun(terminal, settings, where).run(inputs);
        }
        if (json.on) {
            terminal.json(ImportResult.toJson(results));
        } else {
            results.forEach(result -> terminal.line(result.line()));
        }
        return ExitCodes.OK;
    }

    private ZoneId zoneId() {
        try {
            return zone == null ? null : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw CommandException.usage("--zone " + zone + ": expected a zone such as UTC, +02:00 or Europe/Berlin");
        }
    }
}
