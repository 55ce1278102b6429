package io.tapedeck.tools;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tapedeck stop}. */
@Command(
        name = "stop",
        description = "Asks the owner of a data directory to end, and waits until it has, at most 30 s.")
final class StopCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Terminal terminal;

    @Mixin
    private DataOption data;

    @Mixin
    private JsonOption json;

    StopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        long startNanos = System.nanoTime();
        long pid = OwnerEnd.inOrder(data.directory(), PATIENCE).run();
        long tookMillis = (System.nanoTime() - startNanos) / 1_000_000;
        if (json.on) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("data", data.directory().toString());
            result.put("was_running", pid != 0);
            result.put("pid", pid == 0 ? null : pid);
            result.put("took_ms", tookMillis);
            terminal.json(result);
        } else if (pid == 0) {
            terminal.line(data.directory() + ": not running");
        } else {
            terminal.line(data.directory() + ": process " + pid + " ended after " + tookMillis + " ms");
        }
        return ExitCodes.OK;
    }
}
