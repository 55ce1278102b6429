package io.tapedeck.server;

import io.tapedeck.writer.Excursion;
import io.tapedeck.writer.Position;
import io.tapedeck.writer.PriceMark;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Prints positions as rows. Stateless; any thread. */
final class PositionPrinter {
    static final List<String> COLUMNS = List.of(
            "id",
            "ref",
            "symbol",
            "side",
            "state",
            "quantity",
            "contract_size",
            "entry_price",
            "stop",
            "target",
            "note",
            "mark_price",
            "mark",
            "mark_ts",
            "mark_seq",
            "age_ms",
            "unrealised_pnl",
            "realised_pnl",
            "pnl",
            "return",
            "to_stop",
            "to_target",
            "best",
            "best_price",
            "best_ts",
            "best_seq",
            "worst",
            "worst_price",
            "worst_ts",
            "worst_seq",
            "opened_ts",
            "opened_seq",
            "closed_ts",
            "exit_price",
            "seconds",
            "as_of",
            "seq");

    private PositionPrinter() {}

    /** Prints one row. */
    static void print(Rows rows, PositionReport report) throws IOException {
        Position position = report.position();
        rows.begin();
        rows.text("id", position.id());
        rows.text("ref", position.ref());
        rows.text("symbol", position.symbol());
        rows.text("side", lower(position.side()));
        rows.text("state", position.isClosed() ? "closed" : "open");
        rows.decimal("quantity", position.quantity());
        rows.decimal("contract_size", position.contractSize());
        rows.decimal("entry_price", position.entry());
        rows.decimal("stop", position.stop());
        rows.decimal("target", position.target());
        rows.text("note", position.note());
        printMark(rows, report);
        rows.decimal("unrealised_pnl", report.unrealised());
        rows.decimal("realised_pnl", position.realised());
        rows.decimal("pnl", report.pnl());
        rows.decimal("return", report.returned());
        rows.decimal("to_stop", report.toStop());
        rows.decimal("to_target", report.toTarget());
        excursion(rows, "best", report.marked().best());
        excursion(rows, "worst", report.marked().worst());
        rows.time("opened_ts", position.openedNanos());
        rows.whole("opened_seq", position.opened().seq());
        time(rows, "closed_ts", position.isClosed() ? position.changedNanos() : 0);
        rows.decimal("exit_price", position.exit());
        whole(rows, "seconds", report.seconds());
        time(rows, "as_of", report.asOfNanos());
        rows.whole("seq", report.seq());
        rows.end();
    }

    private static void printMark(Rows rows, PositionReport report) {
        PriceMark mark = report.marked().mark();
        rows.decimal("mark_price", report.markPrice());
        rows.text("mark", mark == null ? null : lower(mark.kind()));
        time(rows, "mark_ts", mark == null ? 0 : mark.tsNanos());
        whole(rows, "mark_seq", mark == null ? null : (Long) mark.seq());
        whole(rows, "age_ms", report.ageMillis());
    }

    private static void excursion(Rows rows, String name, Excursion excursion) {
        rows.decimal(name, excursion == null ? null : excursion.pnl());
        rows.decimal(name + "_price", excursion == null ? null : excursion.price());
        time(rows, name + "_ts", excursion == null ? 0 : excursion.tsNanos());
        whole(rows, name + "_seq", excursion == null ? null : (Long) excursion.seq());
    }

    /** A constant as it is told. */
    static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** A time, where 0 is one that is not known. */
    static void time(Rows rows, String name, long nanos) {
        if (nanos == 0) {
            rows.none(name);
        } else {
            rows.time(name, nanos);
        }
    }

    /** A whole number, or null. */
    static void whole(Rows rows, String name, Long value) {
        if (value == null) {
            rows.none(name);
        } else {
            rows.whole(name, value);
        }
    }
}
