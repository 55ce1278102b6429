package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Each option of each command takes its default from its variable, and an option that is given wins. Method: a value that is
 * not the default is found by trying, given on the command line, and then by the variable: both must be taken alike.
 */
final class EnvironmentTest {
    private static final List<String> TRIED = List.of(
            "true",
            "7",
            "3d,5GB",
            "42s",
            "7d",
            "1m",
            "csv",
            "ndjson",
            "json",
            "UTC",
            "http://localhost:4711",
            "recv_ts",
            "skip",
            "double",
            "candle",
            "latest",
            "x");

    @TempDir
    Path work;

    @TestFactory
    Stream<DynamicTest> each_option_of_each_command() {
        return commandLine(name -> null).getSubcommands().entrySet().stream()
                .flatMap(command -> command.getValue().getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(option -> DynamicTest.dynamicTest(
                                command.getKey() + " " + option.longestName(),
                                () -> takesItsVariable(command.getKey(), option))));
    }

    private static void takesItsVariable(String command, OptionSpec option) {
        String name = option.longestName();
        String variable =
                "TAPEDECK_" + name.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
        Object byDefault = parsed(command, Map.of(), name);
        for (String text : TRIED) {
            Object given = tried(command, name + "=" + text, name);
            if (given != null && !Objects.equals(String.valueOf(given), String.valueOf(byDefault))) {
                assertThat(String.valueOf(parsed(command, Map.of(variable, text), name)))
                        .as("%s %s with %s=%s", command, name, variable, text)
                        .isEqualTo(String.valueOf(given));
                return;
            }
        }
        throw new AssertionError(command + " " + name + " takes none of " + TRIED + ": add one that it takes");
    }

    /** The value of an option that is given; null where it does not take it. */
    private static Object tried(String command, String argument, String name) {
        try {
            return parsed(command, Map.of(), name, argument);
        } catch (CommandLine.ParameterException e) {
            return null;
        }
    }

    private static Object parsed(String command, Map<String, String> environment, String name, String... more) {
        CommandSpec spec =
                commandLine(variable -> null).getSubcommands().get(command).getCommandSpec();
        List<String> arguments = new ArrayList<>(List.of(command));
        Map<String, String> all = new HashMap<>(environment);
        for (ArgSpec needed : spec.args()) {
            if (needed instanceof OptionSpec option
                    && option.required()
                    && !option.longestName().equals(name)) {
                arguments.add(option.longestName() + "=needed");
            } else if (needed.isPositional() && needed.arity().min() > 0) {
                arguments.add("needed");
            } else if (needed.required() && more.length == 0) {
                all.putIfAbsent(EnvironmentDefaults.variable((OptionSpec) needed), "needed");
            }
        }
        arguments.addAll(List.of(more));
        return commandLine(all::get)
                .parseArgs(arguments.toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .optionsMap()
                .get(name)
                .getValue();
    }

    private static CommandLine commandLine(UnaryOperator<String> environment) {
        return Main.commandLine(new Terminal(nowhere(), nowhere()), environment);
    }

    private static PrintStream nowhere() {
        return new PrintStream(new ByteArrayOutputStream());
    }

    @Test
    void a_place_that_is_given_wins_over_the_other_in_a_variable() {
        String data = work.resolve("empty").toString();
        String url = "http://localhost:1";
        String file = work.resolve("f").toString();
        // To the server, where nobody listens; from the directory, which is empty; and both of the same rank.
        assertThat(errors(Map.of("TAPEDECK_DATA", data), "export", "--symbol", "X", "-o", file, "--url", url))
                .contains("onnect")
                .doesNotContain("exclude");
        assertThat(errors(Map.of("TAPEDECK_URL", url), "export", "--symbol", "X", "-o", file, "--data", data))
                .contains(data + " holds no ticks");
        assertThat(errors(Map.of("TAPEDECK_URL", url, "TAPEDECK_DATA", data), "export", "--symbol", "X", "-o", file))
                .contains("exclude each other");
    }

    @Test
    void a_wrong_value_is_said_to_come_from_its_variable_where_it_does() {
        assertThat(errors(Map.of("TAPEDECK_PORT", "abc"), "serve"))
                .contains("'abc'", "; it comes from TAPEDECK_PORT (see");
        assertThat(errors(Map.of("TAPEDECK_PORT", "80"), "serve", "--port=abc"))
                .contains("'abc'")
                .doesNotContain("TAPEDECK_");
        assertThat(errors(Map.of(), "serve", "--port", "abc")).doesNotContain("TAPEDECK_");
    }

    private static String errors(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Main.run(nowhere(), new PrintStream(err, true, StandardCharsets.UTF_8), environment::get, arguments);
        return err.toString(StandardCharsets.UTF_8);
    }
}
