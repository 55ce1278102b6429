package io.tapedeck.server;

import io.tapedeck.journal.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code POST /v1/ticks}: records the ticks of a body as JSON, NDJSON or CSV, see {@link BodyRecorder}. Many threads. */
final class TicksRoute implements Route {
    static final List<String> PARAMETERS = List.of("ack", "partial", "dedup", "symbol", "venue", "zone");

    private final BodyRecorder recorder;

    TicksRoute(BodyRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public List<String> parameters() {
        return PARAMETERS;
    }

    @Override
    public void answer(Call call) throws IOException {
        State ack = call.params().choice("ack", State.class, State.APPENDED);
        RowErrors errors = new RowErrors();
        BodyRecorder.Order order = order(call, ack);
        Recorded recorded = recorder.record(call, order, errors);
        call.json(
                ack == State.ACCEPTED ? 202 : 200,
                json -> WriteAnswer.write(json, recorded, order.dedup(), ack, errors));
    }

    private BodyRecorder.Order order(Call call, State ack) {
        boolean partial = call.params().flag("partial");
        RowDefaults defaults = recorder.defaults(call.params());
        String contentType = call.header("Content-Type");
        BodyForm form = BodyForm.of(contentType);
        return new BodyRecorder.Order(
                RowSource.HTTP,
                ack,
                partial,
                BodyRecorder.dedup(call.params()),
                meaning(call.params(), partial),
                (body, target, errors) ->
                        new TickDecoder(target, defaults, errors, partial).decode(body, form, isForm(contentType)));
    }

    /** Journals keep a hash of it, so its order stays. */
    private static List<String> meaning(Params params, boolean partial) {
        return Arrays.asList(partial ? "true" : null, params.text("symbol"), params.text("venue"), params.text("zone"));
    }

    /** Whether the client said that the body is a form, as {@code curl -d} does. */
    private static boolean isForm(String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}
