package io.tapedeck.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck doctor}. */
@Command(
        name = "doctor",
        description =
                "Tells whether a data directory and the machine under it are well, in named checks with a figure and"
                        + " with advice. Works beside a running server. Exits with 1 when a check failed, with 3 on damage.")
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data;

    @Option(
            names = "--stop-outsiders",
            description = "First ask other programs that keep the tape locked to end (SIGTERM), and wait for them.")
    private boolean stopOutsiders;

    @Mixin
    private JsonOption json;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path directory = data.directory();
        if (!Files.isDirectory(directory)) {
            throw CommandException.usage(directory + " is no directory: give the data directory with --data DIR");
        }
        List<StopOutsiders.Outcome> stopped = List.of();
        if (stopOutsiders) {
            stopped = new StopOutsiders(directory).run();
            tell(stopped);
        }
        List<Check> checks = new Doctor(directory, Status.of(directory)).run(this::tell);
        Check.State worst =
                checks.stream().map(Check::state).max(Comparator.naturalOrder()).orElse(Check.State.OK);
        if (json.on) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("data", directory.toString());
            result.put("state", worst.word());
            result.put("checks", checks.stream().map(Check::toJson).toList());
            result.put("stopped", stopped);
            terminal.json(result);
        }
        return worst.exitCode();
    }

    private void tell(List<StopOutsiders.Outcome> stopped) {
        if (json.on) {
            return;
        }
        if (stopped.isEmpty()) {
            terminal.line("no other program keeps the tape locked");
        }
        stopped.forEach(outcome -> terminal.line(outcome.words()));
    }

    private void tell(Check check) {
        if (!json.on) {
            terminal.line(String.format("%-5s %-14s %s", check.state().word(), check.name(), check.figure()));
            if (check.advice() != null) {
                terminal.line(" ".repeat(21) + "> " + check.advice());
            }
        }
    }
}
