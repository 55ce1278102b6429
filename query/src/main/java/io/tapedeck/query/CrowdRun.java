package io.tapedeck.query;

import io.tapedeck.writer.TickRows;

/**
 * The ticks of very many series in a range. A merge would hold a decoded block of each; this goes over all of them again and
 * again, each time for a bounded number of the first ticks, and so trades time for a bound on memory.
 */
final class CrowdRun extends RowRun {
    private final TickScan scan;
    private final int[] symbols;
    private Range rest;

    CrowdRun(TickScan scan, int[] symbols, Range range) {
        super(scan.direction);
        this.scan = scan;
        this.symbols = symbols;
        this.rest = range;
    }

    @Override
    boolean next() {
        while (!rest.isEmpty()) {
            FirstRows first = scan.firstRows(rest);
            for (int symbol : symbols) {
                View.Series series = scan.series(symbol);
                if (series != null) {
                    MemoryTicks memory = MemoryTicks.copy(series, scan.visibleSeq, rest);
                    memory.addTo(first);
                    scan.gather(symbol, rest, memory, first);
                }
            }
            TickRows sorted = first.finish();
            Range taken = rest;
            rest = rest.behind(first.covered(), direction);
            if (show(sorted, taken)) {
                return true;
            }
        }
        return false;
    }
}
