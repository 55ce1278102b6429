package io.tapedeck.tools;

import io.tapedeck.server.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a name: it only leads to the others. */
@Command(
        name = "tapedeck",
        description = "Records market ticks, keeps them, and serves them back while it records.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = TapedeckCommand.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        sortOptions = false,
        subcommands = {
            ServeCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            ReplayCommand.class,
            DoctorCommand.class,
            VerifyCommand.class,
            RecoverCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            StatusCommand.class,
            StopCommand.class,
            McpCommand.class,
            BenchCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:failed",
            "2:wrong usage",
            "3:damage found",
            "4:the data directory is owned by another process",
            "5:made by a newer version",
            "6:disk full",
            "130, 143:ended by SIGINT, SIGTERM"
        })
final class TapedeckCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Says the version. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tapedeck " + Version.text()};
        }
    }
}
