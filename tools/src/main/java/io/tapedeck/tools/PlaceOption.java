package io.tapedeck.tools;

import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where ticks come from or go to: a data directory, or a running server. */
final class PlaceOption {
    @Option(names = "--data", paramLabel = "DIR", description = "The data directory; ./data by default.")
    private Path data;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A running server instead, such as http://localhost:8000.")
    private URI url;

    /** The server, or null where a directory is meant. */
    URI server() {
        if (url == null) {
            return null;
        }
        if (data != null) {
            throw CommandException.usage("--data and --url exclude each other: give one of them");
        }
        String scheme = url.getScheme();
        if (url.getHost() == null || !"http".equals(scheme) && !"https".equals(scheme)) {
            throw CommandException.usage("--url " + url + ": expected an address such as http://localhost:8000");
        }
        return url;
    }

    Path directory() {
        return data == null ? DataOption.DEFAULT : data;
    }
}
