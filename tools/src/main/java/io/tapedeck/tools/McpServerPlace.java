package io.tapedeck.tools;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;

/**
 * Where the server is that an assistant talks to: at an address, or wherever the owner of a data directory answers at the moment, which
 * may be another place after each restart. Any thread.
 */
interface McpServerPlace {
    /**
     * A server.
     *
     * @param address where it answers
     * @param token what to show to it, or null
     * @param client talks to it
     */
    record Found(URI address, String token, HttpClient client) {}

    /**
     * Looks where it is now.
     *
     * @throws CommandException where there is none
     */
    Found find() throws IOException;

    /** The server at an address. */
    static McpServerPlace at(URI address, String token, HttpClient client) {
        Found found = new Found(address, token, client);
        return () -> found;
    }

    /** The owner of a data directory. */
    static McpServerPlace ownerOf(Path data) {
        return new McpServerPlace() {
            private OwnerFile last;
            private HttpClient client;

            @Override
            public synchronized Found find() throws IOException {
                OwnerFile owner = OwnerLock.of(data).isHeld() ? OwnerFile.read(data) : null;
                if (owner == null || owner.address() == null) {
                    throw CommandException.failed(
                            "no Tapedeck runs on " + data.toAbsolutePath().normalize()
                                    + ": start it with tapedeck serve --data " + data
                                    + ", or name a running one with --data or --url");
                }
                if (!owner.equals(last)) {
                    client = HttpClients.open(owner);
                    last = owner;
                }
                return new Found(URI.create(owner.address()), OwnerKey.read(data), client);
            }
        };
    }
}
