package io.tapedeck.tools;

import io.tapedeck.server.Nearest;
import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says of a word on the command line that is no command, option or argument what was probably meant by it. */
final class UnmatchedWord {
    private UnmatchedWord() {}

    static String of(UnmatchedArgumentException wrong) {
        String word = wrong.getUnmatched().get(0);
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return "unknown option " + name + meant(name, command.optionsMap().keySet());
        } else if (command.subcommands().isEmpty()) {
            return command.qualifiedName() + " takes no argument " + word;
        }
        return "unknown command " + word + meant(word, command.subcommands().keySet());
    }

    private static String meant(String word, Collection<String> known) {
        String nearest = Nearest.of(word, known);
        return nearest == null ? "" : ": did you mean " + nearest + "?";
    }
}
