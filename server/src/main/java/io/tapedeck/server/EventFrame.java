package io.tapedeck.server;

import io.tapedeck.writer.Alert;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.Position;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What streams and replays tell of an event. It is made of the event alone, so that the same is told live, out of history, over restarts
 * and in every replay. Immutable; any thread.
 *
 * @param kind {@link FrameKind#POSITION} or {@link FrameKind#ALERT}
 * @param symbol the symbol's name, which need not have a tick
 * @param event the event
 */
record EventFrame(int kind, String symbol, StoredEvent event) {
    private static final List<String> SETTINGS = List.of("entry_price", "stop", "target", "note");

    /** The frame of an event; null for one that nobody is told of, such as one that only a later version knows. */
    static EventFrame of(StoredEvent event) {
        EventFields fields = event.fields();
        String symbol = fields.text("symbol");
        if (symbol == null || event.subject() == null) {
            return null;
        }
        if (event.kind() == StoredEvent.POSITION && Position.op(fields) != null) {
            return new EventFrame(FrameKind.POSITION, symbol, event);
        }
        boolean isAlert = event.kind() == StoredEvent.ALERT && Alert.op(fields) != null;
        return isAlert ? new EventFrame(FrameKind.ALERT, symbol, event) : null;
    }

    EventPlace place() {
        return event.place();
    }

    /** Its object. */
    String json(Times.Style time, TickText.Numbers numbers) {
        byte[] utf8 = JsonRows.one(time, numbers, rows -> {
            rows.begin();
            rows.whole("seq", place().seq());
            rows.text("place", place().toString());
            rows.text("symbol", symbol);
            if (kind == FrameKind.POSITION) {
                position(rows, event.fields());
            } else {
                alert(rows, event.fields());
            }
            rows.time("at", event.atNanos());
            rows.end();
        });
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void position(Rows rows, EventFields fields) throws IOException {
        boolean opens = Position.op(fields) == Position.Op.OPEN;
        BigDecimal was = opens ? BigDecimal.ZERO : fields.decimal("was_quantity");
        BigDecimal is = fields.decimal(opens ? "quantity" : "is_quantity");
        rows.text("change", opens ? "open" : change(was, is));
        rows.text("id", event.subject());
        rows.text("ref", fields.text("ref"));
        rows.text("side", lower(fields.text("side")));
        rows.decimal("contract_size", fields.decimal("contract_size"));
        rows.decimal("amount", is.subtract(was).abs());
        rows.decimal("price", is.compareTo(was) == 0 ? null : fields.decimal("price"));
        rows.beginValue("set");
        rows.put(SETTINGS.stream()
                .filter(fields::has)
                .map(name -> '"' + name + '"')
                .collect(Collectors.joining(",", "[", "]")));
        rows.decimal("quantity", is);
        rows.decimal("entry_price", fields.decimal(opens ? "price" : "is_entry"));
        rows.decimal("stop", fields.decimal(opens ? "stop" : "is_stop"));
        rows.decimal("target", fields.decimal(opens ? "target" : "is_target"));
        rows.text("note", fields.text(opens ? "note" : "is_note"));
        rows.decimal("realised_pnl", opens ? BigDecimal.ZERO : fields.decimal("is_realised"));
    }

    private static String change(BigDecimal was, BigDecimal is) {
        int more = is.compareTo(was);
        return is.signum() == 0 ? "close" : more > 0 ? "add" : more < 0 ? "reduce" : "change";
    }

    private void alert(Rows rows, EventFields fields) {
        Alert.Op op = Alert.op(fields);
        boolean fired = op == Alert.Op.FIRED;
        rows.text("change", op == Alert.Op.DELETE ? "removed" : lower(op.name()));
        rows.text("id", event.subject());
        rows.text("alert_kind", lower(fields.text("type")));
        rows.text("position", fields.text("position"));
        rows.decimal("level", fields.decimal("level"));
        rows.text("direction", lower(fields.text("direction")));
        rows.text("price", lower(fields.text("of")));
        rows.decimal("amount", fields.decimal("amount"));
        long seconds = fields.number("seconds", 0);
        PositionPrinter.whole(rows, "seconds", seconds == 0 ? null : (Long) seconds);
        rows.flag("repeat", fields.number("repeats", 0) != 0);
        rows.text("note", fields.text("note"));
        PositionPrinter.whole(rows, "fired_seq", fired ? (Long) fields.number("seq", 0) : null);
        PositionPrinter.time(rows, "fired_ts", fired ? fields.number("ts", 0) : 0);
        rows.decimal("fired_price", fired ? fields.decimal("price") : null);
    }

    private static String lower(String word) {
        return word == null ? null : word.toLowerCase(Locale.ROOT);
    }
}
