package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** {@code GET /v1/positions}: the open positions, or the closed ones in pages, a row a position. */
final class PositionsReading implements Route {
    private static final String ROUTE = "positions";
    private static final int PAGE_ROWS = 100;
    private static final int MAX_PAGE_ROWS = 1_000;

    private final Reading reading;
    private final PositionReports reports;

    /** Which positions are wanted. */
    enum State {
        /** Those that are open, all of them. */
        OPEN,
        /** Those that are closed, in pages. */
        CLOSED
    }

    PositionsReading(Reading reading, PositionReports reports) {
        this.reading = reading;
        this.reports = reports;
    }

    static List<String> names() {
        return Reading.parameters("state", "symbol", "limit", "cursor");
    }

    @Override
    public List<String> parameters() {
        return names();
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        boolean open = call.params().choice("state", State.class, State.OPEN) == State.OPEN;
        int limit = (int) call.params().number("limit", open ? Integer.MAX_VALUE : PAGE_ROWS, 1, MAX_PAGE_ROWS);
        Predicate<String> symbols = SymbolNames.of(call.params().text("symbol"));
        String cursor = call.params().text("cursor");
        EventPlace behind = cursor == null ? null : place(cursor);
        List<PositionReport> found =
                open ? open(symbols, behind, call.deadline()) : closed(symbols, behind, limit + 1, call.deadline());
        boolean more = found.size() > limit;
        List<PositionReport> page = more ? found.subList(0, limit) : found;
        Paged.send(call, out -> {
            Rows rows = Paged.rows(call, out, PositionPrinter.COLUMNS);
            for (PositionReport report : page) {
                PositionPrinter.print(rows, report);
            }
            rows.finish();
            return more ? Token.of(ROUTE, opened(page.get(limit - 1)).toString()) : null;
        });
    }

    private static EventPlace opened(PositionReport report) {
        return report.position().opened();
    }

    private static EventPlace place(String cursor) {
        try {
            return EventPlace.parse(Token.place(ROUTE, cursor));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw Token.bad(cursor);
        }
    }

    private List<PositionReport> open(Predicate<String> symbols, EventPlace behind, Deadline deadline) {
        return reports.open(null, deadline).stream()
                .filter(each -> symbols.test(each.position().symbol()))
                .filter(each -> behind == null || opened(each).compareTo(behind) > 0)
                .toList();
    }

    private List<PositionReport> closed(Predicate<String> symbols, EventPlace behind, int limit, Deadline deadline) {
        List<PositionReport> found = new ArrayList<>();
        EventPlace place = behind;
        for (boolean more = true; more && found.size() < limit; ) {
            deadline.check();
            List<PositionReport> some = reports.closed(MAX_PAGE_ROWS, place, deadline);
            some.stream().filter(each -> symbols.test(each.position().symbol())).forEach(found::add);
            more = some.size() == MAX_PAGE_ROWS;
            place = more ? opened(some.get(some.size() - 1)) : place;
        }
        return found.size() > limit ? found.subList(0, limit) : found;
    }
}
