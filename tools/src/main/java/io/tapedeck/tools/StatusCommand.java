package io.tapedeck.tools;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck status}. */
@Command(
        name = "status",
        description = "Tells who owns a data directory and how it is. Exits with 0 when it is running, else with 1.")
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data;

    @Option(names = "--ready", description = "Exit with 0 only when it may take traffic: when /readyz says so.")
    private boolean mustBeReady;

    @Mixin
    private JsonOption json;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Status status = Status.of(data.directory());
        if (json.on) {
            terminal.json(status.toJson());
        } else {
            status.lines().forEach(terminal::line);
        }
        return (mustBeReady ? status.ready() : status.running()) ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
