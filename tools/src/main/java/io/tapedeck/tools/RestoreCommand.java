package io.tapedeck.tools;

import io.tapedeck.server.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tapedeck restore}. */
@Command(
        name = "restore",
        description =
                "Puts a backup into a data directory without ticks, verifies it, and begins a journal for it to go on"
                        + " with.")
final class RestoreCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "SRC", description = "A backup, or a directory of backups, of which the newest is taken.")
    private Path source;

    @Mixin
    private DataOption data;

    @Mixin
    private JsonOption json;

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Path copy = copy();
        BackupManifest manifest = BackupManifest.read(copy);
        if (manifest == null) {
            terminal.note(copy + " has no manifest: its blocks are verified by their own checksums alone");
        }
        Restore.Restored restored = Restore.restore(
                data.directory(),
                manifest == null
                        ? new Restore.Source(copy, null, null, 0)
                        : new Restore.Source(copy, manifest.sha256(), manifest.digest(), manifest.ceilingSeq()));
        long ticks = restored.contents().ticks();
        if (json.on) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("data", data.directory().toString());
            result.put("source", copy.toString());
            result.put("tape_id", restored.contents().tapeId().toString());
            result.put("ticks", ticks);
            result.put("applied_seq", restored.contents().appliedSeq());
            result.put("next_seq", restored.nextSeq());
            terminal.json(result);
        } else {
            terminal.line(data.directory() + ": " + ticks + " ticks up to seq "
                    + restored.contents().appliedSeq() + " restored from " + copy
                    + " and verified; it goes on with seq "
                    + restored.nextSeq());
        }
        return ExitCodes.OK;
    }

    private Path copy() throws IOException {
        if (!Files.isDirectory(source)) {
            if (!Files.isRegularFile(source)) {
                throw CommandException.usage(source + " does not exist: give a backup, or a directory of backups");
            }
            return source;
        }
        try (Stream<Path> files = Files.list(source)) {
            return files.filter(Backup::isNamed)
                    .max(Comparator.comparing(file -> file.getFileName().toString()))
                    .orElseThrow(() -> CommandException.usage(source + " holds no backup: expected tapedeck-*.db"));
        }
    }
}
