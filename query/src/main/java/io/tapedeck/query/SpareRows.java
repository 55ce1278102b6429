package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TickRows;
import java.util.ArrayDeque;

/** Rows to decode blocks into, used again and again within one query. One thread at a time. */
final class SpareRows {
    private final TickKind kind;
    private final ArrayDeque<TickRows> free = new ArrayDeque<>();

    SpareRows(TickKind kind) {
        this.kind = kind;
    }

    TickRows take() {
        TickRows rows = free.poll();
        if (rows == null) {
            return new TickRows(kind);
        }
        rows.clear();
        return rows;
    }

    void give(TickRows rows) {
        free.push(rows);
    }
}
