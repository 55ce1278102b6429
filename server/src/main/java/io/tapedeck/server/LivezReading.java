package io.tapedeck.server;

/** {@code GET /livez}: the process answers, whatever else is wrong. */
final class LivezReading implements Route {
    @Override
    public boolean isInstant(Call call) {
        return true;
    }

    @Override
    public void answer(Call call) {
        call.json(200, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("live", true);
            json.writeEndObject();
        });
    }
}
