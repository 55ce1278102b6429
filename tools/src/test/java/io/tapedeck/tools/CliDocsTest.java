package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page on the command line names every command, option and format, and none that does not exist. */
final class CliDocsTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^## `tapedeck ([a-z-]+)`$");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

    @Test
    void names_every_command_and_option_and_no_other() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "CLI.md"));
        CommandLine line = Main.commandLine(new Terminal(new PrintStream(System.out), System.err), name -> null);
        assertThat(matches(HEADING, page, 1))
                .isEqualTo(line.getSubcommands().keySet().stream().collect(Collectors.toCollection(TreeSet::new)));
        Set<String> everywhere = new TreeSet<>();
        line.getSubcommands().forEach((name, command) -> {
            Set<String> options = command.getCommandSpec().options().stream()
                    .map(CommandLine.Model.OptionSpec::longestName)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(matches(OPTION, section(page, name), 0))
                    .as("options in the section of " + name)
                    .containsAll(options.stream()
                            .filter(option ->
                                    !Set.of("--help", "--version", "--json").contains(option))
                            .toList());
            everywhere.addAll(options);
        });
        assertThat(matches(OPTION, page, 0)).isSubsetOf(everywhere);
    }

    @Test
    void names_every_format_and_shows_lines_of_it() throws IOException {
        String section = section(Files.readString(Path.of("..", "docs", "CLI.md")), "import");
        assertThat(TickFormats.names()).allSatisfy(name -> assertThat(section).contains("`" + name + "`"));
        String shown = section.replace("\n    ", "\n");
        assertThat(TickFormats.ALL).allSatisfy(format -> {
            if (format.sample() != null) {
                assertThat(shown)
                        .contains("\n" + format.sample().replace('\t', ' ').replaceAll(" +", " ") + "\n");
            }
        });
    }

    private static String section(String page, String command) {
        int start = page.indexOf("## `tapedeck " + command + "`");
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private static Set<String> matches(Pattern pattern, String text, int group) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
