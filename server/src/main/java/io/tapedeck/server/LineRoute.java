package io.tapedeck.server;

import io.tapedeck.journal.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code POST /write}, {@code /api/v2/write} and {@code /api/v3/write_lp}: records points of InfluxDB's line protocol as
 * ticks, see {@link LineBody}. They are answered and refused as clients of InfluxDB and QuestDB expect, see
 * {@link LineProblem}, and otherwise as by {@link TicksRoute}. Many threads.
 */
final class LineRoute implements Route {
    /**
     * What is understood. Databases, buckets and the like are taken and mean nothing: there is one tape. Nor do v3's ways to
     * accept less: a request is recorded whole or not at all, and in the journal when it is answered.
     */
    static final List<String> PARAMETERS = List.of(
            "precision",
            "ack",
            "dedup",
            "symbol",
            "venue",
            "db",
            "rp",
            "consistency",
            "org",
            "orgID",
            "bucket",
            "u",
            "p",
            "accept_partial",
            "no_sync");

    private final BodyRecorder recorder;
    private final Metrics metrics;
    private final LinePrecision absent;

    /**
     * The route.
     *
     * @param recorder records the points
     * @param metrics counts the fields that are not known
     * @param absent the unit of times where a request does not say it
     */
    LineRoute(BodyRecorder recorder, Metrics metrics, LinePrecision absent) {
        this.recorder = recorder;
        this.metrics = metrics;
        this.absent = absent;
    }

    @Override
    public List<String> parameters() {
        return PARAMETERS;
    }

    @Override
    public Set<Format> formats() {
        return Set.of();
    }

    @Override
    public void answer(Call call) throws IOException {
        State ack = call.params().choice("ack", State.class, State.APPENDED);
        BodyRecorder.Order order = order(call, ack);
        Recorded recorded = recorder.record(call, order, new RowErrors());
        Written written = recorded.written();
        if (written == null && recorded.duplicates() == 0) {
            throw new ProblemException(
                    400, "empty_body", "the body has no points: expected lines such as trades,symbol=BTCUSD price=1");
        }
        if (order.dedup()) {
            call.setHeader("Tapedeck-Duplicates", Long.toString(recorded.duplicates()));
        }
        if (written != null && ack != State.ACCEPTED) {
            call.setHeader("Tapedeck-First-Seq", Long.toString(written.firstSeq()));
            call.setHeader("Tapedeck-Last-Seq", Long.toString(written.lastSeq()));
        }
        call.end(204);
    }

    private BodyRecorder.Order order(Call call, State ack) {
        LinePrecision precision = LinePrecision.of(call.params(), absent);
        RowDefaults defaults = recorder.defaults(call.params());
        return new BodyRecorder.Order(
                RowSource.LINE,
                ack,
                false,
                BodyRecorder.dedup(call.params()),
                meaning(call.params(), precision),
                (body, target, errors) -> {
                    LineBody lines = new LineBody(new TickRowBuilder(target, defaults, errors), precision);
                    lines.decode(body.bytes(), body.offset(), body.length());
                    metrics.ignoredFields(lines.ignored());
                });
    }

    /** Journals keep a hash of it, so its order and words stay. */
    private static List<String> meaning(Params params, LinePrecision precision) {
        return Arrays.asList(
                "line", precision.name().toLowerCase(Locale.ROOT), params.text("symbol"), params.text("venue"));
    }
}
