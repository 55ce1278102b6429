package io.tapedeck.tools;

import io.tapedeck.server.TokenFile;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/**
 * The token that a command shows to a server. It comes from a file or a variable and never from the command line, which every
 * user of the machine can read.
 */
final class TokenOption {
    private static final String VARIABLE = "TAPEDECK_TOKEN";

    private final UnaryOperator<String> environment;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Show the first token of this file to the server at --url; else the one in the variable "
                    + VARIABLE + ", if any.")
    private Path file;

    TokenOption(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /** The token, or null where none is given. */
    String text() {
        if (file != null) {
            return TokenFile.first(file);
        }
        String token = environment.apply(VARIABLE);
        if (token == null || token.isBlank()) {
            return null;
        }
        if (!TokenFile.isToken(token.strip())) { // Java's own refusal of such a header would show it
            throw CommandException.usage(VARIABLE + " holds what is no token");
        }
        return token.strip();
    }
}
