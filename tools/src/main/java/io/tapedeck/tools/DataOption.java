package io.tapedeck.tools;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data directory of commands that work on one. */
final class DataOption {
    static final Path DEFAULT = Path.of("data");

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory; ./data by default.")
    private Path data;

    Path directory() {
        return data == null ? DEFAULT : data;
    }
}
