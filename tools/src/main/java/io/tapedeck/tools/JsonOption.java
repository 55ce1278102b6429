package io.tapedeck.tools;

import picocli.CommandLine.Option;

/** What every command has. */
final class JsonOption {
    @Option(names = "--json", description = "Print the result as JSON, for programs.")
    boolean on;
}
