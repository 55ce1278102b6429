package io.tapedeck.writer;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.TickHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Notices which ids of one symbol's trades are missing, where its source gives contiguous ones. It depends on the trades in the
 * order of the journal and on nothing else, so that a tape built again has the same gaps. The writer's thread only.
 *
 * <p>A symbol is followed once {@value #CONTIGUOUS_AFTER} ids in a row were each one above the last. An id further up leaves a
 * gap; one that comes late makes its gap smaller, cuts it in two, or closes it; one that was there changes nothing. The last
 * {@value #MAX_OPEN} gaps can be closed, older ones stay as they are. Where the ids go on below the last one at later times, or
 * far above it, they are learned anew: the source has begun another numbering. Where gaps come thick, the ids were not contiguous
 * in the first place (several symbols share a numbering), and the symbol is not followed until it has shown them again.
 *
 * <p>The gaps of the last {@value #MAX_ROWS} numbers have a row each; older ones are joined into one, see {@link JoinedGaps}, and stay
 * as they were. So neither the tape nor what a cut holds grows with a source that never gets its ids right.
 */
final class IdLedger {
    static final int CONTIGUOUS_AFTER = 32;
    static final int MAX_OPEN = 64;

    /** Gaps with a row of their own. */
    static final int MAX_ROWS = 1_000;

    /** So many ids are missed by no outage: a numbering that jumps further is another one. */
    static final long MAX_MISSING = 100_000_000;

    /** Ids without a gap that make up for one. */
    static final int DOUBT_OF_GAP = 32;

    static final int MAX_DOUBT = 16 * DOUBT_OF_GAP;

    private static final int ID = 5;
    private static final int SEQ = TickRows.TRADE_STRIDE - 1;
    private static final int STATE_WORDS = 8;

    private final long behindSeq;

    private boolean followed;
    private long lastId;
    private long lastTsNanos;
    private long lastSeq;
    private long triedId;
    private int triedRun; // ids in a row that may be another numbering
    private long doubt;
    private long made; // gaps so far
    private final List<IdGap> open = new ArrayList<>(); // oldest first
    private final Map<Long, IdGap> changed = new TreeMap<>(); // since the last cut; null for closed
    private long madeByCut; // as of the last cut: the tape has rows of these alone
    private long joinedUpTo; // as of the last cut of this run: the number of the last gap whose row is joined
    private JoinedGaps joined = JoinedGaps.NONE; // since the last cut, of gaps that the tape has no rows of
    private boolean dirty;

    /**
     * What a cut brings into the tape.
     *
     * @param state for {@link #restore}
     * @param changed gaps by number, null for those that are closed
     * @param joinUpTo rows up to this number are to be joined, once {@code changed} is in; 0 for none
     * @param joined what is to be joined with them, and never had a row
     */
    record Change(byte[] state, Map<Long, IdGap> changed, long joinUpTo, JoinedGaps joined) {}

    /**
     * Nothing followed yet.
     *
     * @param behindSeq trades up to here are passed over: what they made is restored
     */
    IdLedger(long behindSeq) {
        this.behindSeq = behindSeq;
    }

    /** Takes trades, in the order of the journal. */
    void apply(long[] words, int from, int to, GapTotals totals) {
        int first = from;
        while (first < to && words[first + SEQ] <= behindSeq) {
            first += TickRows.TRADE_STRIDE;
        }
        int lastAt = -1;
        for (int at = first; at < to; at += TickRows.TRADE_STRIDE) {
            if (TickHead.idType(words[at]) != IdType.NUMBER) {
                continue;
            }
            long id = words[at + ID];
            if (followed && id == lastId + 1) {
                lastId = id;
                doubt -= doubt > 0 ? 1 : 0;
                lastAt = at;
            } else {
                note(words, lastAt);
                lastAt = -1;
                accept(id, words[at + 1], words[at + SEQ], totals);
            }
        }
        note(words, lastAt);
    }

    private void note(long[] words, int lastAt) {
        if (lastAt >= 0) {
            lastTsNanos = words[lastAt + 1];
            lastSeq = words[lastAt + SEQ];
            triedRun = 0;
            dirty = true;
        }
    }

    private void accept(long id, long tsNanos, long seq, GapTotals totals) {
        dirty = true;
        if (followed && id > lastId && id - lastId - 1 <= MAX_MISSING) {
            IdGap gap = new IdGap(++made, lastId + 1, id - 1, lastTsNanos, lastSeq, tsNanos, seq);
            totals.noticed(gap.ids());
            keep(gap);
            follow(id, tsNanos, seq);
            doubt += DOUBT_OF_GAP;
            if (doubt > MAX_DOUBT) {
                followed = false;
                open.clear();
            }
            return;
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).has(id)) {
                fill(i, id, tsNanos, seq);
                totals.filled();
                return;
            }
        }
        if (!followed || id > lastId || tsNanos > lastTsNanos) {
            learn(id, tsNanos, seq);
        }
    }

    private void follow(long id, long tsNanos, long seq) {
        followed = true;
        lastId = id;
        lastTsNanos = tsNanos;
        lastSeq = seq;
        triedRun = 0;
    }

    private void learn(long id, long tsNanos, long seq) {
        if (triedRun > 0 && id == triedId) {
            return; // twice
        }
        triedRun = triedRun > 0 && id == triedId + 1 ? triedRun + 1 : 1;
        triedId = id;
        if (triedRun == CONTIGUOUS_AFTER) {
            open.clear();
            doubt = 0;
            follow(id, tsNanos, seq);
        }
    }

    private void keep(IdGap gap) {
        open.add(gap);
        changed.put(gap.number(), gap);
        if (open.size() > MAX_OPEN) {
            open.remove(0);
        }
        long beyond = made - MAX_ROWS;
        if (beyond > 0) {
            passOn(beyond);
        }
    }

    /** Takes a gap's row away: one number more has been given. */
    private void passOn(long number) {
        if (open.get(0).number() == number) {
            open.remove(0);
        }
        IdGap gap = number > madeByCut ? changed.remove(number) : null;
        if (gap != null) {
            joined = joined.with(gap);
        }
    }

    private void fill(int place, long id, long tsNanos, long seq) {
        IdGap gap = open.get(place);
        if (gap.ids() == 1) {
            open.remove(place);
            changed.put(gap.number(), null);
        } else if (id == gap.fromId()) {
            replace(place, gap.behind(id, tsNanos, seq, gap.number()));
        } else {
            replace(place, gap.before(id, tsNanos, seq));
            if (id < gap.toId()) {
                keep(gap.behind(id, tsNanos, seq, ++made));
            }
        }
    }

    private void replace(int place, IdGap gap) {
        open.set(place, gap);
        changed.put(gap.number(), gap);
    }

    /** Whether it has ever noticed a gap. */
    boolean hasMadeGaps() {
        return made > 0;
    }

    /** What has changed since the cut before; null where nothing has. */
    Change cut() {
        if (!dirty) {
            return null;
        }
        long beyond = Math.max(0, made - MAX_ROWS);
        Change change = new Change(state(), new TreeMap<>(changed), beyond > joinedUpTo ? beyond : 0, joined);
        changed.clear();
        madeByCut = made;
        joinedUpTo = beyond;
        joined = JoinedGaps.NONE;
        dirty = false;
        return change;
    }

    private byte[] state() {
        ByteBuffer bytes = ByteBuffer.allocate(8 * (STATE_WORDS + open.size()));
        bytes.putLong(followed ? 1 : 0).putLong(lastId).putLong(lastTsNanos).putLong(lastSeq);
        bytes.putLong(triedId).putLong(triedRun).putLong(doubt).putLong(made);
        open.forEach(gap -> bytes.putLong(gap.number()));
        return bytes.array();
    }

    /**
     * Takes up what an earlier run left in the tape.
     *
     * @param state as a cut had it
     * @param gaps the symbol's gaps by number
     * @throws TapeException DAMAGED
     */
    void restore(byte[] state, Map<Long, IdGap> gaps) {
        if (state.length < 8 * STATE_WORDS || state.length % 8 != 0) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "the state of a symbol's ids has " + state.length + " bytes, expected " + 8 * STATE_WORDS
                            + " and 8 for each gap: run verify, then recover");
        }
        ByteBuffer bytes = ByteBuffer.wrap(state);
        followed = bytes.getLong() != 0;
        lastId = bytes.getLong();
        lastTsNanos = bytes.getLong();
        lastSeq = bytes.getLong();
        triedId = bytes.getLong();
        triedRun = (int) bytes.getLong();
        doubt = bytes.getLong();
        made = bytes.getLong();
        madeByCut = made;
        while (bytes.hasRemaining()) {
            IdGap gap = gaps.get(bytes.getLong());
            if (gap == null) {
                throw new TapeException(
                        TapeException.Code.DAMAGED,
                        "the tape lacks a gap that a symbol's state names: run verify, then recover");
            }
            open.add(gap);
        }
    }
}
