package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Copies the gaps that ended with a tick which is carried from one tape into another, or in front of which the journal begins: they cannot
 * be noticed again. They come before all that the target has of its own, at most {@value IdLedger#MAX_ROWS} of a symbol with a
 * row of their own. Gaps that were joined come if a tick on either side of them is carried. A target that {@link OldBooks} brought them all
 * into is left as it is. Stateless; the thread of both connections.
 */
final class OldGaps {
    /** Taken off the numbers of gaps that are carried: there are never so many, so that they meet none that is noticed anew. */
    private static final long NUMBERS_BEFORE = 1L << 40;

    private OldGaps() {}

    /** Copies them in one transaction; what cannot be read is told. */
    static void copy(
            Connection source, CarryTarget target, TapeFacts facts, SeqRanges wanted, Consumer<TapeDamage> damages)
            throws SQLException {
        if (hasAll(target.connection())) {
            return;
        }
        target.begin();
        try (GapTable carried = new GapTable(target.connection())) {
            if (TapeSchema.hasTable(source, GapTable.NAME)) { // else made before gaps were noticed
                copySingle(source, target, facts, wanted, carried);
            }
            if (TapeSchema.hasTable(source, JoinedGapTable.NAME)) {
                copyJoined(source, target, facts, wanted, carried.joined());
            }
            joinOldest(target.connection(), carried.joined());
        } catch (SQLException e) {
            damages.accept(TapeDamage.of(GapTable.NAME, SqliteDamage.words(e)));
        }
        target.commit();
    }

    private static boolean hasAll(Connection target) throws SQLException {
        try (TapeMeta meta = new TapeMeta(target)) {
            return meta.number(TapeMeta.GAPS_SEQ) != null;
        }
    }

    private static void copySingle(
            Connection source, CarryTarget target, TapeFacts facts, SeqRanges wanted, GapTable carried)
            throws SQLException {
        try (Statement select = source.createStatement();
                ResultSet row = select.executeQuery("SELECT symbol, " + GapTable.COLUMNS + " FROM id_gap")) {
            while (row.next()) {
                IdGap gap = GapTable.read(row, 2);
                if (isOld(gap, wanted) && isNamed(row.getInt(1), facts)) {
                    long number = gap.number() > 0 ? gap.number() - NUMBERS_BEFORE : gap.number();
                    carried.put(target.symbol(row.getInt(1), facts), number, gap);
                }
            }
        }
    }

    /** Also one that reaches over the journal's beginning: of its trade in front the journal knows nothing. */
    private static boolean isOld(IdGap gap, SeqRanges wanted) {
        int range = wanted.indexOf(gap.beforeSeq());
        return wanted.indexOf(gap.afterSeq()) >= 0
                || range >= 0 && wanted.list().get(range).from() <= 1;
    }

    private static void copyJoined(
            Connection source, CarryTarget target, TapeFacts facts, SeqRanges wanted, JoinedGapTable joined)
            throws SQLException {
        try (Statement select = source.createStatement();
                ResultSet row =
                        select.executeQuery("SELECT symbol, " + JoinedGapTable.COLUMNS + " FROM id_gap_joined")) {
            while (row.next()) {
                JoinedGaps gaps = JoinedGapTable.read(row, 2);
                boolean isOld = wanted.indexOf(gaps.beforeSeq()) >= 0 || wanted.indexOf(gaps.afterSeq()) >= 0;
                if (isOld && isNamed(row.getInt(1), facts)) {
                    joined.add(target.symbol(row.getInt(1), facts), JoinedGapTable.CARRIED, gaps);
                }
            }
        }
    }

    private static void joinOldest(Connection target, JoinedGapTable joined) throws SQLException {
        Map<Integer, Long> beyond = new TreeMap<>(); // by symbol, the last number
        try (Statement select = target.createStatement();
                ResultSet row = select.executeQuery("SELECT symbol, number FROM (SELECT symbol, number,"
                        + " row_number() OVER (PARTITION BY symbol ORDER BY number DESC) AS place FROM id_gap"
                        + " WHERE number <= 0) WHERE place = " + (IdLedger.MAX_ROWS + 1))) {
            while (row.next()) {
                beyond.put(row.getInt(1), row.getLong(2));
            }
        }
        for (Map.Entry<Integer, Long> last : beyond.entrySet()) {
            joined.join(last.getKey(), JoinedGapTable.CARRIED, Long.MIN_VALUE, last.getValue(), JoinedGaps.NONE);
        }
    }

    private static boolean isNamed(int symbol, TapeFacts facts) {
        return symbol >= 0 && symbol < facts.symbols().size();
    }
}
