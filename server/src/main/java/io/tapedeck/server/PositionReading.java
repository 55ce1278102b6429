package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.util.List;

/** {@code GET /v1/positions/{id}}: a position as it is, or as it was at a {@code seq} or a time. */
final class PositionReading implements Route {
    private final Reading reading;
    private final PositionReports reports;

    PositionReading(Reading reading, PositionReports reports) {
        this.reading = reading;
        this.reports = reports;
    }

    static List<String> names() {
        return Reading.parameters("at_seq", "at");
    }

    @Override
    public List<String> parameters() {
        return names();
    }

    @Override
    public void answer(Call call) {
        reading.awaitVisible(call);
        call.json(200, report(call).json(call.time(), call.numbers()));
    }

    private PositionReport report(Call call) {
        String id = call.pathValue("id");
        Deadline deadline = call.deadline();
        String at = call.params().text("at");
        long seq = call.params().number("at_seq", -1, 0, Long.MAX_VALUE);
        if (at != null && seq >= 0) {
            throw new ProblemException(400, "bad_parameter", "at is beside at_seq: give one of them");
        }
        if (seq >= 0) {
            return reports.reportAt(id, seq, deadline);
        }
        return at == null
                ? reports.report(id, deadline)
                : reports.reportAtTime(id, Times.parseBound(at, reading.now()), deadline);
    }
}
