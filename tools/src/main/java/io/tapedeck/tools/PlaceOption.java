package io.tapedeck.tools;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where ticks come from or go to: a data directory, or a running server. */
final class PlaceOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory; ./data by default.")
    private Path data;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A running server instead, such as http://localhost:8000.")
    private URI url;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "Trust the certificates in this file (PEM) for an https:// address; else those that Java trusts.")
    private Path authorities;

    @Mixin
    private TokenOption token;

    /** A client for the server. */
    HttpClient client() {
        return client(authorities);
    }

    /** A client that trusts the certificates in a file; where there is none, those that Java trusts. */
    static HttpClient client(Path authorities) {
        return HttpClients.open(authorities == null ? null : ServerTrust.authorities(authorities));
    }

    /** The token to show to the server, or null. */
    String token() {
        return token.text();
    }

    /** The server, or null where a directory is meant. */
    URI server() {
        if (url == null || data != null && isGiven("--data") && !isGiven("--url")) {
            return null;
        }
        if (data != null && isGiven("--data") == isGiven("--url")) {
            throw CommandException.usage("--data and --url exclude each other: give one of them");
        }
        return checked("--url", url);
    }

    /** A server's address, or a refusal that names the option. */
    static URI checked(String option, URI url) {
        String scheme = url.getScheme();
        if (url.getHost() == null || !"http".equals(scheme) && !"https".equals(scheme)) {
            throw CommandException.usage(option + " " + url + ": expected an address such as http://localhost:8000");
        }
        if (url.getRawUserInfo() != null) { // which every message about the address would show
            throw CommandException.usage(option + " with a name or password in it: give a token by --token-file");
        }
        return url;
    }

    /** On the command line, where it wins over the other one in a variable. */
    private boolean isGiven(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    Path directory() {
        return data == null ? DataOption.DEFAULT : data;
    }
}
