package io.tapedeck.tools;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tapedeck mcp}. */
@Command(
        name = "mcp",
        description =
                "Lets an assistant on this machine ask a running server: speaks the Model Context Protocol on standard"
                        + " input and output, a message a line.")
final class McpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private PlaceOption place;

    @Mixin
    private JsonOption json; // every command takes it; here all that is said is JSON anyway

    McpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        URI server = place.server();
        McpServerPlace where = server == null
                ? McpServerPlace.ownerOf(place.directory())
                : McpServerPlace.at(server, place.token(), place.client());
        System.setOut(terminal.err()); // whatever a library may print: answers alone go out
        new McpBridge(where, terminal.out(), terminal).run(System.in);
        return ExitCodes.OK;
    }
}
