package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.TickQuery;
import io.tapedeck.writer.TickRows;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A replay of a range of the exchange's times out of the tape: ticks in (ts, seq) order over all symbols and both kinds. It
 * shows what was visible when it began, and reads a page of each kind at a time, so that it holds no snapshot while its reader
 * waits. One thread at a time.
 */
final class TapeReplay implements ReplaySource {
    /** Few at first, so that the first tick is not kept waiting for the rest of its page. */
    private static final int FIRST_PAGE_TICKS = 1_024;

    private static final int PAGE_TICKS = 16_384;
    private static final long PAGE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Ticks ticks;
    private final ReplayRange range;
    private final SymbolRegistry symbols;
    private final Tick tick = new Tick();
    private final Run[] runs;
    private final long visibleSeq;
    private boolean hasTick;
    private boolean told; // that a page is to be read

    /** Answers a query for ticks. */
    @FunctionalInterface
    interface Ticks {
        /** Puts the ticks that are asked for into rows, in place of those that are there. */
        Page read(TickQuery query, Deadline deadline, TickRows into);
    }

    TapeReplay(Ticks ticks, SymbolRegistry symbols, ReplayRange range) {
        this.ticks = ticks;
        this.symbols = symbols;
        this.range = range;
        runs = Arrays.stream(TickKind.values())
                .filter(range.kinds()::contains)
                .map(Run::new)
                .toArray(Run[]::new);
        long seen = Long.MAX_VALUE;
        for (Run run : runs) {
            seen = Math.min(seen, run.read()); // one that asked later may have seen more than the other
        }
        visibleSeq = Math.min(seen, range.lastSeq());
    }

    /** The last {@code seq} that it shows. */
    long visibleSeq() {
        return visibleSeq;
    }

    @Override
    public boolean next() {
        hasTick = false;
        if (!told) {
            for (Run run : runs) {
                told |= run.mustRead();
            }
            if (told) {
                return true; // reading a page takes its time
            }
        }
        told = false;
        Run first = null;
        for (Run run : runs) {
            if (run.hasRow() && (first == null || run.isBefore(first))) {
                first = run;
            }
        }
        if (first == null) {
            return false;
        }
        first.rows.get(first.row++, tick);
        hasTick = true;
        return true;
    }

    @Override
    public Tick tick() {
        return hasTick ? tick : null;
    }

    @Override
    public Gap gap() {
        return null; // the tape does not know of numbers without ticks
    }

    @Override
    public SymbolRegistry symbols() {
        return symbols;
    }

    @Override
    public void close() {
        // it holds nothing between two calls
    }

    /** The ticks of one kind, page by page. */
    private final class Run {
        private final TickKind kind;
        private final TickRows rows;
        private String cursor;
        private int row;

        Run(TickKind kind) {
            this.kind = kind;
            rows = new TickRows(kind);
        }

        /** Reads the next page, and returns the last {@code seq} that it shows. */
        long read() {
            TickQuery query = new TickQuery(
                    kind,
                    range.symbols(),
                    Math.max(range.fromNanos(), 0),
                    range.toNanos(),
                    TickQuery.Order.ASCENDING,
                    cursor == null ? FIRST_PAGE_TICKS : PAGE_TICKS,
                    cursor);
            row = 0;
            Page page = ticks.read(query, Deadline.in(PAGE_NANOS), rows);
            cursor = page.next();
            return page.seq();
        }

        /** Whether the rows at hand are used up and others follow. */
        boolean mustRead() {
            while (row < rows.count() && !isShown(rows.seq(row))) {
                row++;
            }
            return row == rows.count() && cursor != null;
        }

        boolean hasRow() {
            while (mustRead()) {
                read();
            }
            return row < rows.count();
        }

        private boolean isShown(long seq) {
            return seq >= range.firstSeq() && seq <= visibleSeq;
        }

        boolean isBefore(Run other) {
            long ts = rows.ts(row);
            long otherTs = other.rows.ts(other.row);
            return ts < otherTs || ts == otherTs && rows.seq(row) < other.rows.seq(other.row);
        }
    }
}
