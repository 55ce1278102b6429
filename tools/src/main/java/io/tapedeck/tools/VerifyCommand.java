package io.tapedeck.tools;

import io.tapedeck.server.Verification;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck verify}. */
@Command(
        name = "verify",
        description =
                "Is it whole? Reads the journal and the tape, compares them, and changes nothing; also beside a running"
                        + " server. Exits with 0 when all holds, with 3 and the place of what does not.")
final class VerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data;

    @Option(
            names = "--deep",
            description = "Also check SQLite's own structure, and make every candle and series again from the ticks.")
    private boolean deep;

    @Mixin
    private JsonOption json;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Verification.Result result;
        try (CheckBar bar = CheckBar.of(terminal.err(), "verify")) {
            result = Verification.run(data.directory(), deep, bar);
        }
        VerifyReport report = new VerifyReport(data.directory(), result, deep);
        if (json.on) {
            terminal.json(report.toJson());
        } else {
            report.lines().forEach(terminal::line);
        }
        return result.isWhole() ? ExitCodes.OK : ExitCodes.DAMAGE;
    }
}
