package io.tapedeck.writer;

import io.tapedeck.journal.JournalRecord;
import io.tapedeck.journal.RecordType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * Compares a tape's keyed requests with those of its journal, as of the tape's applied record when this was made: each row whose ticks the
 * journal holds is one of its requests, with the same key, body, count and time.
 *
 * <p>Which of the old rows are still there depends on how commits fell, so that a row is known to be missing only while it is less than
 * {@link KeyTable#KEPT_NANOS} older than the newest request, there are far fewer than the tape keeps, and no other row has its key.
 *
 * <p>Of a row it holds 24 bytes. Made for one reading of a journal; one thread at a time.
 */
public final class KeyCheck implements RecordCheck {
    private static final int SHOWN_ROWS = 100;
    private static final int FEW_KEYS = KeyTable.KEPT_KEYS / 2;

    private final TapeMeta.Applied applied; // null where the tape has none
    private final boolean hasTable;
    private final List<TapeDamage> damages = new ArrayList<>();
    private final byte[] hash = new byte[RequestHash.BYTES];
    private final BitSet met = new BitSet(); // rows of requests that the journal has
    private final Deque<Place> missing = new ArrayDeque<>();

    // By row, in the order of their ticks.
    private long[] firstSeqs = new long[64];
    private long[] sums = new long[64];
    private int rows;
    private long[] keys; // the first half of each, sorted

    private long differing;
    private long newestNanos;

    /** A request of the journal that no row is of. */
    private record Place(long firstSeq, long atNanos) {}

    private KeyCheck(TapeMeta.Applied applied, boolean hasTable) {
        this.applied = applied;
        this.hasTable = hasTable;
    }

    /** Reads the tape's side; what of it cannot be read is told by {@link #differences}. */
    static KeyCheck of(Connection tape) throws SQLException {
        return Snapshot.read(tape, () -> {
            TapeMeta.Applied applied = TapeFacts.read(tape, damage -> {}).applied(); // whoever opened the tape has told
            KeyCheck check = new KeyCheck(applied, TapeSchema.hasTable(tape, KeyTable.NAME));
            if (check.hasTable) {
                check.read(tape);
            }
            return check;
        });
    }

    private void read(Connection tape) throws SQLException {
        keys = new long[64];
        try (Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery(KeyTable.ALL)) {
            while (row.next()) {
                add(row);
            }
        } catch (SQLException e) {
            damages.add(TapeDamage.of(KeyTable.NAME, SqliteDamage.words(e)));
        }
        keys = Arrays.copyOf(keys, rows);
        Arrays.sort(keys);
    }

    private void add(ResultSet row) throws SQLException {
        if (rows == firstSeqs.length) {
            firstSeqs = Arrays.copyOf(firstSeqs, rows * 2);
            sums = Arrays.copyOf(sums, rows * 2);
            keys = Arrays.copyOf(keys, rows * 2);
        }
        firstSeqs[rows] = row.getLong(1);
        try {
            KeyedRequest request = KeyTable.read(row);
            sums[rows] = sum(request);
            keys[rows] = request.key().high();
        } catch (TapeException e) {
            sums[rows] = 0; // is no request of the journal
        }
        rows++;
    }

    private static long sum(KeyedRequest request) {
        long sum = 1;
        long[] words = {
            request.key().high(),
            request.key().low(),
            request.body().high(),
            request.body().low(),
            request.count(),
            request.atNanos()
        };
        for (long word : words) {
            sum = Long.rotateLeft((sum ^ word) * 0x9E3779B97F4A7C15L, 29);
        }
        return sum;
    }

    @Override
    public void begin() {
        met.clear();
        missing.clear();
        differing = 0;
        newestNanos = Long.MIN_VALUE;
        damages.removeIf(damage -> damage.fromSeq() != 0);
    }

    @Override
    public void record(JournalRecord record) {
        if (applied == null
                || !hasTable
                || record.type() != RecordType.TICKS
                || record.recordNumber() > applied.record()) {
            return;
        }
        for (int entry = 0; entry < record.keyCount(); entry++) {
            compare(KeyedRequest.of(record, entry, hash));
        }
    }

    private void compare(KeyedRequest request) {
        newestNanos = Math.max(newestNanos, request.atNanos());
        int row = Arrays.binarySearch(firstSeqs, 0, rows, request.firstSeq());
        if (row >= 0) {
            met.set(row);
            if (sums[row] != sum(request)) {
                differs(request.firstSeq(), "is not as the journal makes it: " + words(request));
            }
        } else if (Arrays.binarySearch(keys, request.key().high()) < 0) {
            missing.add(new Place(request.firstSeq(), request.atNanos()));
            while (missing.size() > FEW_KEYS || newestNanos - missing.peek().atNanos > KeyTable.KEPT_NANOS) {
                missing.remove();
            }
        }
    }

    private static String words(KeyedRequest request) {
        HexFormat hex = HexFormat.of();
        return request.count() + " ticks with key "
                + hex.formatHex(request.key().bytes()) + " and body "
                + hex.formatHex(request.body().bytes()) + ", appended at " + request.atNanos();
    }

    private void differs(long firstSeq, String words) {
        if (++differing <= SHOWN_ROWS) {
            damages.add(new TapeDamage(KeyTable.NAME, firstSeq, firstSeq, firstSeq, words));
        }
    }

    /**
     * What differs, once the journal was read; it is one without damage, and the tape's.
     *
     * @param held the {@code seq} of which the journal has ticks
     * @return the tape's damage
     */
    public List<TapeDamage> differences(SeqRanges held) {
        if (applied == null || !hasTable) {
            return damages;
        }
        for (int row = met.nextClearBit(0); row < rows; row = met.nextClearBit(row + 1)) {
            if (held.indexOf(firstSeqs[row]) >= 0) {
                differs(firstSeqs[row], "is there, and the journal has no request that begins with this tick");
            }
        }
        if (rows + missing.size() < FEW_KEYS) {
            missing.stream()
                    .filter(place -> newestNanos - place.atNanos <= KeyTable.KEPT_NANOS)
                    .forEach(place -> differs(place.firstSeq, "is missing, and the journal makes it"));
        }
        if (differing > SHOWN_ROWS) {
            damages.add(TapeDamage.of(
                    KeyTable.NAME, "differs from the journal in " + (differing - SHOWN_ROWS) + " more rows"));
        }
        return damages;
    }
}
