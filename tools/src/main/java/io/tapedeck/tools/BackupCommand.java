package io.tapedeck.tools;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tapedeck backup}. */
@Command(
        name = "backup",
        description =
                "Copies a tape, also while it is written, and verifies the copy. The copy holds the ticks of the last"
                        + " commit.")
final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "DEST",
            description = "A directory, which gets a file named after the time, or the file to make.")
    private Path destination;

    @Mixin
    private DataOption data;

    @Mixin
    private JsonOption json;

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        long startNanos = System.nanoTime();
        Backup.Made made = new Backup(data.directory()).make(destination);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        if (json.on) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("file", made.file().toString());
            result.put("seconds", seconds);
            result.putAll(made.manifest().toJson());
            terminal.json(result);
        } else {
            terminal.line(made.file() + ": " + made.manifest().contents().ticks() + " ticks up to seq "
                    + made.manifest().contents().appliedSeq() + ", "
                    + ByteText.of(made.manifest().bytes())
                    + ", verified");
        }
        return ExitCodes.OK;
    }
}
