package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one commit brings into the tape: all that was applied up to one record of the journal, frozen and encoded. The commit
 * waits until the journal is synced up to that record, so that the tape never runs ahead of what survives a power cut. The
 * writer's thread only.
 */
final class Cut {
    final Applied applied;
    final int symbolCount;
    List<LiveBlock> sealed = List.of();
    final List<LiveBlock.NewPart> parts = new ArrayList<>();
    final List<SeriesState> states = new ArrayList<>();
    final CandleBatch candles;
    List<KeyedRequest> keys = List.of();
    final Map<Integer, IdLedger.Change> ids = new TreeMap<>(); // by symbol
    PositionBook.Cut positions = PositionBook.Cut.NONE;

    /**
     * The last record that is inside the tape.
     *
     * @param seq the last tick applied, 0 before the first
     * @param record the record's number, 0 before the first
     * @param index its place in the journal
     * @param crc its checksum
     */
    record Applied(long seq, long record, long index, int crc) {}

    /** A series' counts and latest tick as of the cut. */
    record SeriesState(int series, LiveSeries.Summary summary, byte[] latest) {}

    /**
     * An empty cut.
     *
     * @param applied the last record in it
     * @param symbolCount how many symbols must be in the tape by then
     * @param candles an empty batch, which is used again after the commit
     */
    Cut(Applied applied, int symbolCount, CandleBatch candles) {
        this.applied = applied;
        this.symbolCount = symbolCount;
        this.candles = candles;
    }

    void add(LiveSeries changed) {
        states.add(new SeriesState(changed.number(), changed.summary(), changed.latestBytes()));
        changed.candles().cut(candles);
        IdLedger.Change change =
                changed.kind() == TickKind.TRADE ? changed.ids().cut() : null;
        if (change != null) {
            ids.put(changed.symbol(), change);
        }
    }
}
