package io.tapedeck.writer;

import io.tapedeck.journal.JournalSeed;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickDigest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Copies a tape whole, beside its running owner or without one, and makes such a copy go on with another journal. Stateless;
 * any thread.
 *
 * <p>A copy is made by SQLite's {@code VACUUM INTO}: it is one snapshot, so it holds exactly the ticks up to its applied
 * {@code seq}, and it has no free pages. While it is made the original's WAL cannot be emptied.
 */
public final class TapeCopy {
    private TapeCopy() {}

    /**
     * What a tape holds.
     *
     * @param tapeId which tape it is
     * @param synthetic whether its ticks are made up
     * @param journalId its journal's id, or null where nothing was applied yet
     * @param appliedSeq the last {@code seq} inside it
     * @param blocks its blocks
     * @param ticks its ticks
     * @param digest the digest of all its ticks, all their columns, see {@code TickDigest}
     */
    public record Contents(
            UUID tapeId, boolean synthetic, UUID journalId, long appliedSeq, long blocks, long ticks, String digest) {}

    /**
     * Copies a tape. The copy is not forced to disk.
     *
     * @param tape the tape
     * @param target a file that does not exist
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static void copy(Path tape, Path target) {
        try (Connection connection = Tape.openForChecking(tape)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = OFF"); // it may write the copy; the tape stays read-only
            }
            try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, target.toAbsolutePath().toString());
                vacuum.execute();
            }
        } catch (SQLException e) {
            throw TapeException.of("copying the tape " + tape + " to " + target, e);
        }
    }

    /**
     * How far a tape has got.
     *
     * @param tape the tape
     * @return the last {@code seq} inside it, 0 for none
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static long appliedSeq(Path tape) {
        try (Connection connection = Tape.openForChecking(tape);
                TapeMeta meta = new TapeMeta(connection)) {
            TapeMeta.Applied applied = meta.applied();
            return applied == null ? 0 : applied.seq();
        } catch (SQLException e) {
            throw TapeException.of("reading the tape " + tape, e);
        }
    }

    /**
     * Reads a tape whole and verifies it.
     *
     * @param tape the tape, which nobody writes
     * @return what it holds
     * @throws TapeException DAMAGED where something is not what was written, or as {@link #copy}
     */
    public static Contents verify(Path tape) {
        try (TapeCheck check = TapeCheck.open(tape)) {
            TapeCheck.Sums sums = check.sum(SeqRanges.of(1, Long.MAX_VALUE), ticks -> {});
            List<TapeDamage> damages = new ArrayList<>(check.damages());
            damages.addAll(sums.damages());
            if (!damages.isEmpty()) {
                throw new TapeException(
                        TapeException.Code.DAMAGED,
                        tape + " is damaged: " + damages.get(0) + " (of " + damages.size() + ")");
            }
            TapeFacts facts = check.facts();
            TickDigest digest = sums.digests().get(0).since(Long.MIN_VALUE);
            return new Contents(
                    facts.tapeId(),
                    Boolean.TRUE.equals(facts.synthetic()),
                    facts.applied() == null ? null : facts.applied().journalId(),
                    facts.applied() == null ? 0 : facts.applied().seq(),
                    sums.blocks(),
                    digest.count(),
                    digest.full());
        }
    }

    /**
     * Makes a copy that nobody has open go on with a journal of its own.
     *
     * @param tape the copy
     * @param journal the directory of the new journal, which is begun here
     * @param nextSeq the first {@code seq} that may be given
     * @throws TapeException as {@link #copy}
     */
    public static void goOn(Path tape, Path journal, long nextSeq) {
        try (Connection connection = Tape.openForWriting(tape);
                Statement statement = connection.createStatement();
                TapeMeta meta = new TapeMeta(connection)) {
            SymbolRegistry symbols = new SymbolRegistry();
            SymbolTable.load(connection, symbols);
            TapeMeta.Applied applied = meta.applied();
            long lastSeq = applied == null ? 0 : applied.seq();
            JournalSeed seed = JournalSeed.plant(journal, symbols, lastSeq, nextSeq);
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("DELETE FROM meta WHERE key IN ('" + TapeMeta.EVENTS_RECORD + "', '" + TapeMeta.EVENTS_SEQ
                    + "')"); // of the old journal
            meta.putApplied(new TapeMeta.Applied(seed.journalId(), lastSeq, seed.index(), seed.record(), seed.crc()));
            statement.execute("COMMIT");
        } catch (SQLException e) {
            throw TapeException.of("giving the tape " + tape + " another journal", e);
        }
    }
}
