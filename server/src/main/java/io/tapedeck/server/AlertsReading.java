package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /v1/alerts}: the alerts; or with {@code after} or {@code wait} what fired of them, for which a client may wait. Who waits takes
 * no thread.
 */
final class AlertsReading implements Route {
    private static final long MAX_WAIT_MILLIS = 60_000;
    private static final int ROWS = 100;
    private static final int MAX_ROWS = 1_000;

    private final Reading reading;
    private final AlertDesk desk;
    private final Refusals refusals = new Refusals();

    AlertsReading(Reading reading, AlertDesk desk) {
        this.reading = reading;
        this.desk = desk;
    }

    static List<String> names() {
        return Reading.parameters("after", "wait", "limit");
    }

    @Override
    public List<String> parameters() {
        return names();
    }

    @Override
    public void answer(Call call) {
        reading.awaitVisible(call);
        String after = call.params().text("after");
        long waitNanos = call.isHead() ? 0 : waitNanos(call.params().text("wait"));
        int limit = (int) call.params().number("limit", ROWS, 1, MAX_ROWS);
        if (after == null && call.params().text("wait") == null) {
            EventPlace now = desk.now(); // first: what fires meanwhile is told twice rather than never
            call.json(200, json(call, new AlertFirings(desk.list(call.deadline()), now)));
            return;
        }
        EventPlace place = after == null ? desk.now() : place(after);
        if (waitNanos == 0) {
            call.json(200, json(call, desk.fired(place, limit, call.deadline())));
            return;
        }
        Times.Style time = call.time();
        TickText.Numbers numbers = call.numbers();
        var answer = desk.await(place, limit, waitNanos);
        call.take(
                Format.JSON.contentType(),
                exchange -> answer.whenComplete((found, failed) ->
                        exchange.getIoThread().execute(() -> send(exchange, found, failed, time, numbers))));
    }

    private void send(
            HttpServerExchange exchange,
            AlertFirings found,
            Throwable failed,
            Times.Style time,
            TickText.Numbers numbers) {
        if (failed != null) {
            refusals.refuse(exchange, failed);
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(json(found, time, numbers)));
        }
    }

    private static byte[] json(Call call, AlertFirings found) {
        return json(found, call.time(), call.numbers());
    }

    /** Firings and the place behind them, as one JSON object. */
    static byte[] json(AlertFirings found, Times.Style time, TickText.Numbers numbers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeName("data");
            json.writeStartArray();
            json.flush();
            Rows rows = new JsonRows(bytes, false, time, numbers);
            for (AlertReport report : found.rows()) {
                report.print(rows);
            }
            rows.finish();
            json.writeEndArray();
            json.writeStringProperty("next", found.next().toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A place as an answer gave it, or a {@code seq} alone: behind all that fired up to this tick. */
    static EventPlace place(String text) {
        try {
            return text.indexOf('-') > 0
                    ? EventPlace.parse(text)
                    : new EventPlace(Long.parseUnsignedLong(text), Long.MAX_VALUE);
        } catch (NumberFormatException e) {
            throw Params.bad("after", text, "next of an answer before, or the number of a tick");
        }
    }

    private static long waitNanos(String text) {
        if (text == null) {
            return 0;
        }
        return Params.lengthNanos("wait", text, 0, MAX_WAIT_MILLIS, "0 to 60s, such as 25s or 500ms");
    }
}
