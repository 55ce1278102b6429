package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /openapi.json}: what this server answers, for programs that make clients and forms out of it. */
final class OpenApiReading implements Route {
    private final Routing routing;
    private volatile byte[] document;

    /** Describes a table of routes as it is when it is first asked: whole by then. */
    OpenApiReading(Routing routing) {
        this.routing = routing;
    }

    @Override
    public void answer(Call call) {
        byte[] made = document;
        if (made == null) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
            JsonMapper.shared().writeValue(bytes, OpenApi.of(routing));
            made = bytes.toByteArray();
            document = made;
        }
        call.json(200, made);
    }
}
