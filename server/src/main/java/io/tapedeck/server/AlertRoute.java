package io.tapedeck.server;

import java.util.List;

/** {@code POST /v1/alerts} and {@code DELETE /v1/alerts/{id}}: set an alert, or delete it; the answer is the alert. Many threads. */
final class AlertRoute implements Route {
    private final AlertDesk desk;

    AlertRoute(AlertDesk desk) {
        this.desk = desk;
    }

    @Override
    public List<String> parameters() {
        return PositionRoute.PARAMETERS;
    }

    @Override
    public void answer(Call call) {
        String id = call.pathValue("id");
        AlertReport report = id == null ? set(call) : desk.delete(id, call.deadline());
        call.json(id == null ? 201 : 200, report.json(call.time(), call.numbers()));
    }

    private AlertReport set(Call call) {
        String body = SmallBody.text(call, PositionRoute.MAX_BODY_BYTES, "send one object");
        AlertReport report = desk.set(DeskFields.json(body), PositionRoute.key(call, null, body), call.deadline());
        if (report.repeat()) {
            call.setHeader("Idempotent-Replayed", "true");
        }
        return report;
    }
}
