package io.tapedeck.server;

import io.tapedeck.query.GapQuery;
import io.tapedeck.query.GapRow;
import io.tapedeck.writer.JoinedGaps;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/gaps}: ids that sources left out, by symbol and as they were noticed, in pages of every shape. */
final class GapsReading implements Route {
    private static final String ROUTE = "gaps";
    private static final List<String> COLUMNS =
            List.of("symbol", "from_id", "to_id", "ids", "gaps", "before_ts", "before_seq", "after_ts", "after_seq");
    private static final int PAGE_ROWS = 1_000;
    private static final int MAX_PAGE_ROWS = 10_000;

    private final Reading reading;

    GapsReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "from", "to", "limit", "cursor");
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        long seq = call.params().number("min_seq", 0, 0, Long.MAX_VALUE);
        if (seq > 0) {
            reading.engine().awaitInTape(seq, call.deadline());
        }
        long from = reading.from(call, Long.MIN_VALUE);
        long to = reading.to(call, Long.MAX_VALUE);
        Reading.checkRange(call, from, to);
        int limit = (int) call.params().number("limit", PAGE_ROWS, 1, MAX_PAGE_ROWS);
        int[] symbols = reading.symbols(call);
        String cursor = call.params().text("cursor");
        GapQuery query = cursor == null
                ? new GapQuery(symbols, from, to, Long.MIN_VALUE, limit + 1)
                : behind(symbols, from, to, limit + 1, cursor);
        List<GapRow> gaps = reading.engine().gaps(query, call.deadline());
        boolean more = gaps.size() > limit;
        List<GapRow> page = more ? gaps.subList(0, limit) : gaps;
        Paged.send(call, out -> {
            Rows rows = Paged.rows(call, out, COLUMNS);
            for (GapRow row : page) {
                print(rows, row);
            }
            rows.finish();
            return more ? token(page.get(limit - 1)) : null;
        });
    }

    private String token(GapRow last) {
        return Token.of(ROUTE, last.number() + " " + reading.engine().registry().name(last.symbol()));
    }

    /** The gaps behind that of a token: the rest of its symbol's, then those of the symbols with later names. */
    private GapQuery behind(int[] symbols, long from, long to, int limit, String cursor) {
        String[] place = Token.place(ROUTE, cursor).split(" ", 2);
        long number;
        try {
            number = Long.parseLong(place[0]);
        } catch (NumberFormatException e) {
            throw Token.bad(cursor);
        }
        if (place.length < 2) {
            throw Token.bad(cursor);
        }
        int at = 0;
        while (at < symbols.length && name(symbols[at]).compareTo(place[1]) < 0) {
            at++;
        }
        boolean same = at < symbols.length && name(symbols[at]).equals(place[1]);
        return new GapQuery(
                Arrays.copyOfRange(symbols, at, symbols.length), from, to, same ? number : Long.MIN_VALUE, limit);
    }

    private String name(int symbol) {
        return reading.engine().registry().name(symbol);
    }

    private void print(Rows rows, GapRow row) throws IOException {
        JoinedGaps gaps = row.gaps();
        rows.begin();
        rows.text("symbol", name(row.symbol()));
        rows.text("from_id", Long.toString(gaps.fromId()));
        rows.text("to_id", Long.toString(gaps.toId()));
        rows.whole("ids", gaps.ids());
        rows.whole("gaps", gaps.gaps());
        rows.time("before_ts", gaps.beforeTsNanos());
        rows.whole("before_seq", gaps.beforeSeq());
        rows.time("after_ts", gaps.afterTsNanos());
        rows.whole("after_seq", gaps.afterSeq());
        rows.end();
    }
}
