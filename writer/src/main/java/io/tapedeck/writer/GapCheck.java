package io.tapedeck.writer;

import io.tapedeck.journal.JournalRecord;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickRow;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Compares what a tape has of missing ids with what its journal makes of them, as of the tape's applied record when this was made.
 *
 * <p>Where the journal holds all that the tape was made from, everything is compared: each gap, the joined ones, and how far the ids of
 * each symbol were followed. Where it does not, a symbol's ledger cannot be made again, since it depends on all trades before; then
 * only those gaps are looked at of which the journal still has the trades on both sides. What retention has deleted from the tape
 * changes nothing: gaps stay.
 *
 * <p>Made for one reading of a journal; one thread at a time.
 */
public final class GapCheck implements RecordCheck {
    private final TapeMeta.Applied applied; // null where the tape has none
    private final List<String> symbols;
    private final boolean hasAllTicks; // retention has deleted none
    private final boolean ledgersAreWhole; // they began with the tape
    private final StoredGaps stored; // null where it could not be read
    private final List<TapeDamage> damages;
    private final GapEnds ends;
    private final long[] words = new long[TickRows.TRADE_STRIDE];
    private final GapTotals totals = new GapTotals();

    private IdLedger[] ledgers = new IdLedger[64]; // by symbol
    private boolean begun;
    private boolean fromTheStart; // of all that was ever recorded
    private boolean hasLosses;

    private GapCheck(TapeFacts facts, Long ledgersRecord, StoredGaps stored, List<TapeDamage> damages) {
        applied = facts.applied();
        symbols = facts.symbols();
        hasAllTicks = facts.ticksFromDay() == Long.MIN_VALUE;
        ledgersAreWhole = ledgersRecord == null;
        this.stored = stored;
        this.damages = damages;
        ends = new GapEnds(stored == null ? new StoredGaps() : stored);
    }

    /** Reads the tape's side; what of it cannot be read is told by {@link #differences}. */
    static GapCheck of(Connection tape) throws SQLException {
        List<TapeDamage> damages = new ArrayList<>();
        return Snapshot.read(tape, () -> {
            TapeFacts facts = TapeFacts.read(tape, damage -> {}); // whoever opened the tape has told
            try (TapeMeta meta = new TapeMeta(tape)) {
                return new GapCheck(facts, meta.number(TapeMeta.GAPS_RECORD), StoredGaps.read(tape), damages);
            } catch (SQLException e) {
                damages.add(TapeDamage.of(GapTable.NAME, SqliteDamage.words(e)));
                return new GapCheck(facts, null, null, damages);
            }
        });
    }

    @Override
    public void begin() {
        Arrays.fill(ledgers, null);
        ends.begin();
        begun = false;
        hasLosses = false;
    }

    @Override
    public void record(JournalRecord record) {
        if (applied == null || stored == null || record.recordNumber() > applied.record()) {
            return;
        }
        if (!begun) {
            begun = true;
            fromTheStart = record.recordNumber() <= 1 && record.firstSeq() <= 1;
        }
        hasLosses |= record.isLoss();
        if (record.type() == RecordType.TICKS) {
            ticks(record.payload(), record.rowsOffset(), record.rowsEnd(), record.firstSeq());
        }
    }

    private void ticks(byte[] rows, int from, int to, long firstSeq) {
        long seq = firstSeq;
        for (int at = from; at < to; seq++) {
            long head = TickRow.word(rows, at);
            if (ends.has(seq)) {
                ends.tick(rows, at, seq);
            }
            if (fromTheStart && !TickHead.isQuote(head)) {
                words[0] = head;
                words[1] = TickRow.word(rows, at + 8);
                words[5] = TickRow.word(rows, at + 40);
                words[TickRows.TRADE_STRIDE - 1] = seq;
                ledger(TickHead.symbol(head)).apply(words, 0, TickRows.TRADE_STRIDE, totals);
            }
            at += TickRow.bytes(head);
        }
    }

    private IdLedger ledger(int symbol) {
        if (symbol >= ledgers.length) {
            ledgers = Arrays.copyOf(ledgers, Math.max(symbol + 1, ledgers.length * 2));
        }
        if (ledgers[symbol] == null) {
            ledgers[symbol] = new IdLedger(0);
        }
        return ledgers[symbol];
    }

    /**
     * What differs, once the journal was read; it is one without damage, and the tape's.
     *
     * @param ticksInLosses how many ticks the tape has of those that the journal declares as lost
     * @return the tape's damage
     */
    public List<TapeDamage> differences(long ticksInLosses) {
        if (!begun || stored == null) {
            return damages;
        }
        // A loss that the tape was made without changes nothing. That can be told while it has all its ticks.
        boolean isWhole = fromTheStart && ledgersAreWhole && (!hasLosses || ticksInLosses == 0 && hasAllTicks);
        if (isWhole) {
            compareAll();
        } else {
            ends.differing((symbol, gap) -> damages.add(TapeDamage.of(
                    GapTable.NAME,
                    "\"" + name(symbol) + " " + gap.number() + "\" is " + text(gap)
                            + ", and the journal has other trades with these seq")));
        }
        return damages;
    }

    private String name(int symbol) {
        return symbol >= 0 && symbol < symbols.size() ? symbols.get(symbol) : "?" + symbol;
    }

    private void compareAll() {
        Map<String, String> madeStates = new HashMap<>();
        Map<String, String> foundStates = new HashMap<>();
        TreeSet<Integer> all = new TreeSet<>(stored.symbols().keySet());
        for (int symbol = 0; symbol < ledgers.length; symbol++) {
            if (ledgers[symbol] != null) {
                all.add(symbol);
            }
        }
        for (int symbol : all) {
            IdLedger ledger = symbol >= 0 && symbol < ledgers.length ? ledgers[symbol] : null;
            IdLedger.Change made = ledger == null ? null : ledger.cut();
            StoredGaps.OfSymbol found = stored.symbols().getOrDefault(symbol, new StoredGaps.OfSymbol());
            if (made != null) {
                madeStates.put(name(symbol), text(made.state()));
            }
            if (found.state != null) {
                foundStates.put(name(symbol), text(found.state));
            }
            compare(name(symbol), made, found);
        }
        TableDifference.tell(GapTable.STATES, madeStates, foundStates, damages::add);
    }

    private void compare(String name, IdLedger.Change made, StoredGaps.OfSymbol found) {
        Map<String, String> expected = new HashMap<>();
        Map<String, String> rows = new HashMap<>();
        Map<String, String> expectedJoined = new HashMap<>();
        Map<String, String> joined = new HashMap<>();
        if (made != null) {
            made.changed().values().stream()
                    .filter(gap -> gap != null)
                    .forEach(gap -> expected.put(name + " " + gap.number(), text(gap)));
            if (!made.joined().isNone()) {
                expectedJoined.put(name + " " + JoinedGapTable.OWN, text(made.joined()));
            }
        }
        found.gaps.stream()
                .filter(gap -> gap.number() > 0 || !hasLosses) // others may be carried over for them
                .forEach(gap -> rows.put(name + " " + gap.number(), text(gap)));
        found.joined.forEach((number, gaps) -> {
            if (number == JoinedGapTable.OWN || !hasLosses) {
                joined.put(name + " " + number, text(gaps));
            }
        });
        TableDifference.tell(GapTable.NAME, expected, rows, damages::add);
        TableDifference.tell(JoinedGapTable.NAME, expectedJoined, joined, damages::add);
    }

    private static String text(IdGap gap) {
        return sides(
                gap.fromId(), gap.toId(), gap.beforeTsNanos(), gap.beforeSeq(), gap.afterTsNanos(), gap.afterSeq());
    }

    private static String text(JoinedGaps gaps) {
        return gaps.gaps() + " gaps of " + gaps.ids() + " ids, "
                + sides(
                        gaps.fromId(),
                        gaps.toId(),
                        gaps.beforeTsNanos(),
                        gaps.beforeSeq(),
                        gaps.afterTsNanos(),
                        gaps.afterSeq());
    }

    private static String sides(long from, long to, long beforeTs, long beforeSeq, long afterTs, long afterSeq) {
        return from + " to " + to + " between seq " + beforeSeq + " at " + beforeTs + " and " + afterSeq + " at "
                + afterTs;
    }

    private static String text(byte[] state) {
        if (state.length % 8 != 0) {
            return state.length + " bytes";
        }
        StringBuilder text = new StringBuilder();
        for (ByteBuffer bytes = ByteBuffer.wrap(state); bytes.hasRemaining(); ) {
            text.append(text.isEmpty() ? "" : " ").append(bytes.getLong());
        }
        return text.toString();
    }
}
