package io.tapedeck.tools;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck status}. */
@Command(
        name = "status",
        description =
                "Tells who owns a data directory, or answers at an address, and how it is. Exits with 0 when it is running, else with 1.")
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private PlaceOption place;

    @Option(names = "--ready", description = "Exit with 0 only when it may take traffic: when /readyz says so.")
    private boolean mustBeReady;

    @Mixin
    private JsonOption json;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        URI server = place.server();
        if (server == null) {
            Status status = Status.of(place.directory());
            return print(status.toJson(), status.lines(), mustBeReady ? status.ready() : status.running());
        }
        ServerStatus status = ServerStatus.of(server, place.token(), place.client());
        return print(status.toJson(), status.lines(), mustBeReady ? status.ready() : status.running());
    }

    private int print(Map<String, Object> values, List<String> lines, boolean well) {
        if (json.on) {
            terminal.json(values);
        } else {
            lines.forEach(terminal::line);
        }
        return well ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
