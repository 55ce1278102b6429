package io.tapedeck.query;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TickRows;
import java.util.UUID;

/** Answers queries for ticks: the first page, its further pages, and the newest ticks. Any thread; a call has no state. */
final class TickReader {
    private static final int ROWS_BETWEEN_CHECKS = 4096;
    private static final int FEW = 16_384;

    private final Snapshots snapshots;
    private final View view;
    private final SymbolSelection selection;
    private final UUID tape;

    TickReader(Snapshots snapshots, View view, SymbolSelection selection, UUID tape) {
        this.snapshots = snapshots;
        this.view = view;
        this.selection = selection;
        this.tape = tape;
    }

    Page read(TickQuery query, Deadline deadline, TickSink sink) {
        check(query);
        return query.order() == TickQuery.Order.NEWEST ? newest(query, deadline, sink) : page(query, deadline, sink);
    }

    /** The latest tick of a series among those up to a {@code seq}, or null where there is none. */
    Tick latest(int symbol, TickKind kind, long seq, Deadline deadline) {
        RowRun run = new TickScan(snapshots, view, kind, Direction.DESCENDING, seq, 1, deadline)
                .run(new int[] {symbol}, Range.ofTimes(Long.MIN_VALUE, Long.MAX_VALUE));
        if (!run.next()) {
            return null;
        }
        Tick tick = new Tick();
        run.rows.get(run.at, tick);
        return tick;
    }

    private static void check(TickQuery query) {
        if (query.limit() < 1) {
            throw new QueryException(
                    QueryException.Code.BAD_VALUE, "limit is " + query.limit() + ": expected 1 or more");
        }
        if (query.order() == TickQuery.Order.NEWEST && query.cursor() != null) {
            throw new QueryException(
                    QueryException.Code.BAD_CURSOR, "the newest ticks have no further page: ask without a cursor");
        }
    }

    private Page page(TickQuery query, Deadline deadline, TickSink sink) {
        Direction direction = query.order() == TickQuery.Order.DESCENDING ? Direction.DESCENDING : Direction.ASCENDING;
        Range range = Range.ofTimes(query.fromNanos(), query.toNanos());
        long visibleSeq;
        if (query.cursor() == null) {
            visibleSeq = view.visibleSeq();
        } else {
            PageToken token = PageToken.parse(query.cursor(), tape, query.kind(), query.symbols(), direction);
            checkFits(token, query);
            visibleSeq = token.visibleSeq();
            range = direction == Direction.ASCENDING
                    ? range.above(token.ts(), token.seq())
                    : range.below(token.ts(), token.seq());
        }
        TickScan scan = scan(query, direction, visibleSeq, query.limit(), deadline);
        RowRun run = scan.run(symbols(query), range);
        Emission emission = new Emission(deadline, sink);
        if (emission.emit(run, query.limit()) || !hasMore(run)) {
            return new Page(null, visibleSeq, emission.count);
        }
        PageToken next = new PageToken(
                direction, visibleSeq, query.fromNanos(), query.toNanos(), emission.lastTs(), emission.lastSeq());
        return new Page(next.text(tape, query.kind(), query.symbols()), visibleSeq, emission.count);
    }

    private void checkFits(PageToken token, TickQuery query) {
        if (token.fromNanos() != query.fromNanos() || token.toNanos() != query.toNanos()) {
            throw new QueryException(
                    QueryException.Code.BAD_CURSOR,
                    "the cursor belongs to another range of time: send the range of its first page, or none");
        }
        if (token.visibleSeq() > view.visibleSeq()) {
            throw new QueryException(
                    QueryException.Code.BAD_CURSOR,
                    "the cursor was given out at seq " + token.visibleSeq() + ", and only " + view.visibleSeq()
                            + " is visible: begin anew, or try again when the tape has caught up");
        }
    }

    /**
     * The newest ticks, oldest first. Few are kept on the way back; for many it is found where they begin, and they are read
     * on from there: in bounded memory, at twice the work.
     */
    private Page newest(TickQuery query, Deadline deadline, TickSink sink) {
        long visibleSeq = view.visibleSeq();
        Range range = Range.ofTimes(query.fromNanos(), query.toNanos());
        TickScan scan = scan(query, Direction.DESCENDING, visibleSeq, query.limit(), deadline);
        int[] symbols = symbols(query);
        RowRun back = scan.run(symbols, range);
        Emission emission = new Emission(deadline, sink);
        if (query.limit() <= FEW) {
            TickRows kept = first(back, (int) query.limit(), query.kind());
            emission.emit(kept, kept.count() - 1, -1, -1);
            return new Page(null, visibleSeq, kept.count());
        }
        Range newest = range(back, range, query.limit(), deadline);
        TickScan on = scan(query, Direction.ASCENDING, visibleSeq, query.limit(), deadline);
        emission.emit(on.run(symbols, newest), Long.MAX_VALUE);
        return new Page(null, visibleSeq, emission.count);
    }

    private static TickRows first(RowRun run, int limit, TickKind kind) {
        TickRows kept = new TickRows(kind);
        while (kept.count() < limit && run.next()) {
            for (int row = run.at; row != run.end && kept.count() < limit; row += run.direction.step) {
                kept.add(run.rows, row);
            }
        }
        return kept;
    }

    /** The part of a range that holds the first {@code limit} rows of a run that goes back. */
    private static Range range(RowRun back, Range range, long limit, Deadline deadline) {
        long left = limit;
        while (back.next()) {
            deadline.check();
            int count = back.at - back.end;
            if (count >= left) {
                int row = back.at - (int) left + 1;
                return range.above(back.rows.ts(row), back.rows.seq(row) - 1);
            }
            left -= count;
        }
        return range;
    }

    private static boolean hasMore(RowRun run) {
        return run.at != run.end || run.next();
    }

    /** The symbols of a query; to be called after the visible seq was taken. */
    private int[] symbols(TickQuery query) {
        view.symbols(); // a tape alone looks for new ones
        return selection.select(query.symbols(), view::hasTicks);
    }

    private TickScan scan(TickQuery query, Direction direction, long visibleSeq, long wanted, Deadline deadline) {
        return new TickScan(snapshots, view, query.kind(), direction, visibleSeq, wanted, deadline);
    }

    /** Hands rows to a sink, tick by tick. */
    private static final class Emission {
        private final Deadline deadline;
        private final TickSink sink;
        private final Tick tick = new Tick();
        private int untilCheck = ROWS_BETWEEN_CHECKS;
        long count;

        Emission(Deadline deadline, TickSink sink) {
            this.deadline = deadline;
            this.sink = sink;
        }

        /** Whether the run came to its end before the limit. */
        boolean emit(RowRun run, long limit) {
            while (run.next()) {
                long room = limit - count;
                int length = (run.end - run.at) * run.direction.step;
                int taken = (int) Math.min(room, length);
                int stop = run.at + taken * run.direction.step;
                emit(run.rows, run.at, stop, run.direction.step);
                run.at = stop;
                count += taken;
                check(taken);
                if (count == limit) {
                    return false;
                }
            }
            return true;
        }

        private void emit(TickRows rows, int from, int stop, int step) {
            for (int row = from; row != stop; row += step) {
                rows.get(row, tick);
                sink.accept(tick);
            }
        }

        private void check(int rows) {
            untilCheck -= rows;
            if (untilCheck <= 0) {
                untilCheck = ROWS_BETWEEN_CHECKS;
                deadline.check();
            }
        }

        /** Of the last tick; the sink may have changed the holder's numbers no more than it may keep it. */
        long lastTs() {
            return tick.tsNanos();
        }

        long lastSeq() {
            return tick.seq();
        }
    }
}
