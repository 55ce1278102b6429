package io.tapedeck.tools;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry: hands the arguments to the commands and turns how they ended into an exit code. */
public final class Main {
    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was ('.*')");

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args a command and its options
     */
    public static void main(String[] args) {
        UnsafeNotice.silence();
        LogSetup.quietenLibraries();
        LogSetup.logDyingThreads();
        System.exit(run(System.out, System.err, args));
    }

    /**
     * Runs a command.
     *
     * @param out where results go
     * @param err where errors, logs and progress go
     * @param args a command and its options
     * @return the exit code, see {@code ExitCodes}
     */
    static int run(PrintStream out, PrintStream err, String... args) {
        return run(out, err, System::getenv, args);
    }

    /** The same with an environment of the caller's. */
    static int run(PrintStream out, PrintStream err, UnaryOperator<String> environment, String... args) {
        return commandLine(new Terminal(out, err), environment).execute(args);
    }

    static CommandLine commandLine(Terminal terminal, UnaryOperator<String> environment) {
        CommandLine line = new CommandLine(new TapedeckCommand(), new CommandFactory(terminal, environment));
        line.setOut(terminal.outWriter());
        line.setErr(terminal.errWriter());
        EnvironmentDefaults variables = new EnvironmentDefaults(environment);
        line.setDefaultValueProvider(variables);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExitCodeExceptionMapper(ExitCodes::of);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (LogSetup.form() == LogForm.JSON) { // what reads the log then expects nothing else beside it
                LoggerFactory.getLogger(Main.class).error(ErrorLine.of(e), e);
            } else {
                terminal.error(ErrorLine.of(e));
            }
            return ExitCodes.of(e);
        });
        line.setParameterExceptionHandler((e, wrong) -> {
            String words = e instanceof UnmatchedArgumentException unmatched
                    ? UnmatchedWord.of(unmatched)
                    : lowerCaseChoices(ErrorLine.of(e)) + variables.origin(e.getArgSpec(), wrong);
            terminal.error(
                    words + " (see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
            return ExitCodes.USAGE;
        });
        return line;
    }

    /** Choices are typed in lower case, and help shows them so: here picocli would show the names of the constants. */
    private static String lowerCaseChoices(String message) {
        return CHOICES.matcher(message)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(2) + ": expected "
                        + found.group(1).toLowerCase(Locale.ROOT).replace(", ", " or ")));
    }
}
