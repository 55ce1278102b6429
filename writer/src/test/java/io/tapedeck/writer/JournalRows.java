package io.tapedeck.writer;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/** Adds ticks to rows, word by word, as the journal would bring them. */
final class JournalRows {
    private final TickRows rows;

    JournalRows(TickRows rows) {
        this.rows = rows;
    }

    void add(Tick tick, long seq) {
        rows.reserve(1);
        long[] words = rows.words();
        int at = rows.count() * rows.stride();
        words[at] = tick.head();
        words[at + 1] = tick.tsNanos();
        words[at + 2] = tick.recvTsNanos();
        for (int d = 0; d < (rows.kind() == TickKind.TRADE ? 2 : 4); d++) {
            words[at + 3 + d] = tick.mantissa(d);
        }
        if (rows.kind() == TickKind.TRADE) {
            words[at + 5] = tick.idType() == IdType.UUID || tick.idType() == IdType.TEXT
                    ? rows.addId(tick.idBytes(), 0, tick.idLength())
                    : tick.idNumber();
        }
        words[at + rows.stride() - 1] = seq;
        rows.added(1);
    }
}
