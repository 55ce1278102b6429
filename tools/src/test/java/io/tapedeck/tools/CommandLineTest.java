package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is refused before anything is opened, and how that is said. */
final class CommandLineTest {
    private final CommandRun command = new CommandRun();

    @ParameterizedTest
    @ValueSource(strings = {"serve", "import", "export", "replay", "doctor", "status", "stop", "bench"})
    void every_command_has_help_version_and_json(String name) {
        assertThat(command.run(name, "--help")).isZero();
        assertThat(command.out()).contains("--json", "--version", "Usage: tapedeck " + name);
        assertThat(command.err()).isEmpty();
        assertThat(command.run(name, "--version")).isZero();
        assertThat(command.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|a command is missing",
                "frobnicate|unknown command frobnicate (see",
                "serv|unknown command serv: did you mean serve?",
                "serve --prot 1|unknown option --prot: did you mean --port?",
                "verify --depp|unknown option --depp: did you mean --deep?",
                "stop data|takes no argument data (see",
                "serve --port 70000|--port 70000",
                "serve --port abc|--port",
                "serve --demo --read-only|--read-only",
                "serve --sync-every soon|--sync-every",
                "serve --takeover --read-only|--read-only serves beside it",
                "serve --takeover --takeover-wait 500ms|expected at least 1s",
                "import|FILE",
                "import x.csv --data d --url http://localhost:1|exclude each other",
                "import x.csv --url localhost:8000|http://localhost:8000",
                "import x.csv --format mt4|--format mt4",
                "import x.csv --zone Mars|--zone Mars",
                "import x.csv --on-error x|'x': expected stop or skip (see",
                "export --symbol X|-o",
                "export --symbol X -o - --json|standard output",
                "export --symbol X -o f --from 2024-01-02 --to 2024-01-01|not before",
                "export --symbol X -o f --from yesterday|yesterday",
                "replay --speed 0|--speed 0",
                "replay --speed 20000|expected a number from 0.1 to 10000, or max",
                "replay --to-url localhost:1|--to-url localhost:1: expected an address",
                "replay --pace sent|expected ts or recv_ts",
                "replay --from 2024-01-02 --to 2024-01-01|not before",
                "replay --from now --after-seq 3|exclude each other",
                "bench --ticks 10|--ticks 10: expected 1000 to 1000000000",
                "bench --symbols 2000 --ticks 1000|--symbols 2000 with --ticks 1000: expected a tick at least",
                "bench --stages scan,jump|'jump': expected capture or appended or",
                "bench --symbols 0|--symbols 0: expected 1 to 100000",
                "bench --data no/such/place|no/such/place is no directory"
            })
    void wrong_usage_is_one_line_and_exits_2(String arguments, String expected) {
        assertThat(command.run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(command.err()).startsWith("tapedeck: ").contains(expected).hasLineCount(1);
        assertThat(command.out()).isEmpty();
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream());
    }

    @Test
    void options_take_their_defaults_from_variables() {
        Map<String, String> environment = Map.of(
                "TAPEDECK_PORT", "9001", "TAPEDECK_DEMO", "yes", "TAPEDECK_SYNC_EVERY", "1s", "TAPEDECK_HOST", " ");
        CommandLine line = Main.commandLine(new Terminal(nowhere(), nowhere()), environment::get);
        CommandLine serve = line.parseArgs("serve").subcommand().commandSpec().commandLine();
        Map<String, CommandLine.Model.OptionSpec> options =
                serve.getCommandSpec().optionsMap();
        assertThat(options.get("--port").<Object>getValue()).isEqualTo(9001);
        assertThat(options.get("--demo").<Object>getValue()).isEqualTo(true);
        assertThat(options.get("--sync-every").<Object>getValue()).hasToString("PT1S");
        assertThat(options.get("--host").<Object>getValue()).isEqualTo("localhost");
    }
}
