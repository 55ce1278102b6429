package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.BlockTable;
import io.tapedeck.writer.KeyTable;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;
import io.tapedeck.writer.TickRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Looks single facts up in the tape: its id, how far it is, a request by its key, a tick by its number. Any thread. */
final class TapeLookups {
    private static final long COMMIT_POLL_NANOS = 20_000_000;

    private final Snapshots snapshots;
    private final View view;

    TapeLookups(Snapshots snapshots, View view) {
        this.snapshots = snapshots;
        this.view = view;
    }

    UUID tapeId(Deadline deadline) {
        return snapshots.readReserved(deadline, reader -> {
            try (ResultSet row = reader.statement("select value from meta where key = 'tape_id'")
                    .executeQuery()) {
                if (!row.next()) {
                    throw new QueryException(QueryException.Code.DAMAGED, "the tape has no id");
                }
                return UUID.fromString(row.getString(1));
            }
        });
    }

    long ticksFromNanos(Deadline deadline) {
        return snapshots.readReserved(deadline, TapeView::ticksFromNanos);
    }

    void awaitApplied(long seq, Deadline deadline) {
        while (snapshots.readReserved(deadline, TapeView::appliedSeq) < seq) {
            LockSupport.parkNanos(Math.min(COMMIT_POLL_NANOS, Math.max(1, deadline.remainingNanos())));
        }
    }

    /** The request that was recorded with a key, or null. It never waits for queries at large. */
    KeyedRequest keyed(RequestHash key, Deadline deadline) {
        // In this order: a request leaves memory only after the commit that brought it into the tape.
        KeyedRequest inMemory = view.keyed(key);
        if (inMemory != null) {
            return inMemory;
        }
        return snapshots.readReserved(deadline, reader -> {
            PreparedStatement find = reader.statement(KeyTable.FIND);
            find.setBytes(1, key.bytes());
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? KeyTable.read(row) : null;
            }
        });
    }

    /** Whether a block has the tick of a number: it looks through all blocks. */
    boolean isInTape(long seq, Deadline deadline) {
        return isInTape(TickKind.TRADE, seq, deadline) || isInTape(TickKind.QUOTE, seq, deadline);
    }

    private boolean isInTape(TickKind kind, long seq, Deadline deadline) {
        return snapshots.readAtLength(deadline, reader -> {
            PreparedStatement find = reader.statement("SELECT " + BlockTable.columns(kind) + " FROM "
                    + BlockTable.name(kind) + " WHERE min_seq <= ?1 AND max_seq >= ?1");
            find.setLong(1, seq);
            TickRows rows = new TickRows(kind);
            try (ResultSet row = find.executeQuery()) {
                while (row.next()) {
                    rows.clear();
                    BlockTable.read(row, kind).decode(rows, 0);
                    for (int i = 0; i < rows.count(); i++) {
                        if (rows.seq(i) == seq) {
                            return true;
                        }
                    }
                }
            }
            return false;
        });
    }
}
