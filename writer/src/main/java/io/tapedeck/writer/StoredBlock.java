package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of a table of blocks: the block, and what the row says of it beside its checksum.
 *
 * @param id the row's id
 * @param series the series' number
 * @param date the UTC date
 * @param stage 0 for a part, 1 for a sealed block
 * @param block the block, not verified yet
 */
record StoredBlock(long id, int series, String date, int stage, EncodedBlock block) {
    /** The columns to select for {@link #read}. */
    static String columns(TickKind kind) {
        return BlockTable.columns(kind) + ", id, series, date, stage";
    }

    /**
     * Reads a row that selected {@link #columns}.
     *
     * @throws TapeException NEWER_VERSION or DAMAGED as {@link BlockTable#read}
     */
    static StoredBlock read(ResultSet row, TickKind kind) throws SQLException {
        return new StoredBlock(
                row.getLong("id"),
                row.getInt("series"),
                row.getString("date"),
                row.getInt("stage"),
                BlockTable.read(row, kind));
    }

    /**
     * Decodes the block, and compares its ticks with all that the row says of them.
     *
     * @param rows the ticks are appended here
     * @param symbol the number to put into their heads
     * @throws TapeException DAMAGED; rows may have been appended then
     */
    void decodeChecked(TickRows rows, int symbol) {
        int first = rows.count();
        require((series & 1) == block.kind().ordinal() && series >= 0, "series " + series + " is of the other kind");
        require(stage == 0 || stage == 1, "stage " + stage + ", expected 0 or 1");
        block.decode(rows, symbol);
        long minSeq = Long.MAX_VALUE;
        long maxSeq = Long.MIN_VALUE;
        for (int row = first; row < rows.count(); row++) {
            long seq = rows.seq(row);
            minSeq = Math.min(minSeq, seq);
            maxSeq = Math.max(maxSeq, seq);
            require(row == first || isRising(rows, row), "its ticks are not in the order of ts and seq");
        }
        require(rows.ts(first) == block.firstTsNanos(), "its first ts is " + rows.ts(first));
        require(rows.ts(rows.count() - 1) == block.lastTsNanos(), "its last ts is " + rows.ts(rows.count() - 1));
        require(minSeq == block.minSeq() && maxSeq == block.maxSeq(), "its seq are " + minSeq + " to " + maxSeq);
        require(
                Tape.date(block.firstTsNanos()).equals(date)
                        && Tape.date(block.lastTsNanos()).equals(date),
                "its date is " + date + ", and its ticks are of " + Tape.date(block.firstTsNanos()) + " to "
                        + Tape.date(block.lastTsNanos()));
    }

    private static boolean isRising(TickRows rows, int row) {
        return rows.ts(row) > rows.ts(row - 1) || rows.ts(row) == rows.ts(row - 1) && rows.seq(row) > rows.seq(row - 1);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "block of " + block.count() + " ticks with seq " + block.minSeq() + " to " + block.maxSeq()
                            + " does not fit its row: " + otherwise);
        }
    }
}
