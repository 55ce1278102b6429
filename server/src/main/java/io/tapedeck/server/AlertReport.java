package io.tapedeck.server;

import io.tapedeck.writer.Alert;
import io.tapedeck.writer.AlertFiring;
import java.io.IOException;
import java.util.List;

/**
 * An alert as it is told, with one of its firings or its last. Immutable; any thread.
 *
 * @param alert the alert
 * @param firing the firing that it is told for, or null where it has not fired
 * @param ended whether the position that it is about is closed
 * @param repeat whether it answers a request that came before with the same key
 */
record AlertReport(Alert alert, AlertFiring firing, boolean ended, boolean repeat) {
    static final List<String> COLUMNS = List.of(
            "id",
            "kind",
            "position",
            "symbol",
            "level",
            "direction",
            "price",
            "amount",
            "seconds",
            "repeat",
            "note",
            "state",
            "set_ts",
            "count",
            "fired_seq",
            "fired_ts",
            "fired_price",
            "fired_at",
            "place");

    /** {@code armed}; {@code fired}, once one that does not repeat has; {@code ended}, where its position is closed. */
    String state() {
        return alert.isDone() ? "fired" : ended ? "ended" : "armed";
    }

    /** Prints one row. */
    void print(Rows rows) throws IOException {
        rows.begin();
        rows.text("id", alert.id());
        rows.text("kind", PositionPrinter.lower(alert.type()));
        rows.text("position", alert.position());
        rows.text("symbol", alert.symbol());
        rows.decimal("level", alert.level());
        rows.text("direction", alert.direction() == null ? null : PositionPrinter.lower(alert.direction()));
        rows.text("price", alert.of() == null ? null : PositionPrinter.lower(alert.of()));
        rows.decimal("amount", alert.amount());
        PositionPrinter.whole(rows, "seconds", alert.type() == Alert.Type.SILENCE ? (Long) alert.seconds() : null);
        rows.flag("repeat", alert.repeats());
        rows.text("note", alert.note());
        rows.text("state", state());
        rows.time("set_ts", alert.setNanos());
        rows.whole("count", alert.count());
        PositionPrinter.whole(rows, "fired_seq", firing == null ? null : (Long) firing.seq());
        PositionPrinter.time(rows, "fired_ts", firing == null ? 0 : firing.tsNanos());
        rows.decimal("fired_price", firing == null ? null : firing.price());
        PositionPrinter.time(rows, "fired_at", firing == null ? 0 : firing.atNanos());
        rows.text(
                "place",
                firing == null || firing.place() == null ? null : firing.place().toString());
        rows.end();
    }

    /** As one JSON object. */
    byte[] json(Times.Style time, TickText.Numbers numbers) {
        return JsonRows.one(time, numbers, this::print);
    }
}
