package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * {@code GET /settings}: what clients of QuestDB ask before they write: which version of the protocol to speak. It is 1, plain
 * text; the later ones have doubles in binary, which are no exact decimals.
 */
final class SettingsReading implements Route {
    private static final byte[] SETTINGS = """
            {"config":{"line.proto.support.versions":[1],"ilp.proto.transports":["http"],"cairo.max.file.name.length":127}}""".getBytes(StandardCharsets.UTF_8);

    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public void answer(Call call) {
        call.send(200, Format.JSON.contentType(), SETTINGS);
    }
}
