package io.tapedeck.writer;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Brings ticks of one tape into another that lacks them, with their series, candles and keys: what the journal, from which the other
 * one was built, does not hold. Blocks that are wanted whole are copied as they are; of others the wanted ticks are encoded
 * anew. A block that is damaged stays behind and is told. Neither tape may have an owner meanwhile.
 *
 * <p>The target is written in many transactions and is whole only when {@link #carry} returns: its maker begins anew after a
 * crash. Made for one call, on one thread.
 */
public final class TapeCarrier {
    private static final int BLOCKS_A_COMMIT = 512;
    private static final BlockTally.Share NO_SHARE = new BlockTally.Share(0, 0, new TickDigest[0]);

    private final SeqRanges wanted;
    private final LongConsumer ticksRead;
    private final List<TapeDamage> damages = new ArrayList<>();
    private final TickRows trades = new TickRows(TickKind.TRADE);
    private final TickRows quotes = new TickRows(TickKind.QUOTE);
    private final TickRows someTrades = new TickRows(TickKind.TRADE);
    private final TickRows someQuotes = new TickRows(TickKind.QUOTE);
    private final BlockCodec codec = new BlockCodec();
    private long ticks;
    private long blocks;

    private TapeCarrier(SeqRanges wanted, LongConsumer ticksRead) {
        this.wanted = wanted;
        this.ticksRead = ticksRead;
    }

    /**
     * What was brought over.
     *
     * @param ticks how many ticks
     * @param damages what of the source could not be read; its ticks are not in the target
     */
    public record Carried(long ticks, List<TapeDamage> damages) {}

    /**
     * Brings ticks over.
     *
     * @param source the tape that has them, which may be damaged
     * @param target the tape that lacks them; not damaged, and closed in order
     * @param symbols the symbols of the target's journal, with every symbol of the source's ticks
     * @param wanted which ticks; the target must have none of them
     * @param ticksRead told of ticks as they are read, for a progress bar
     * @return what was brought over
     * @throws TapeException MISMATCH where a symbol is missing in the journal, NOT_A_TAPE, DAMAGED, LOCKED or IO
     */
    public static Carried carry(
            Path source, Path target, SymbolRegistry symbols, SeqRanges wanted, LongConsumer ticksRead) {
        TapeCarrier carrier = new TapeCarrier(wanted, ticksRead);
        try (Connection from = Tape.openForChecking(source);
                CarryTarget into = CarryTarget.open(target, symbols)) {
            TapeFacts facts = TapeFacts.read(from, carrier.damages::add);
            for (TickKind kind : TickKind.values()) {
                carrier.carry(from, kind, facts, into);
            }
            into.commit();
            into.takeFacts(facts);
            new OldCandles(from, into, facts).copy(carrier.damages::add);
            OldKeys.copy(from, into, wanted, carrier.damages::add);
            OldGaps.copy(from, into, facts, wanted, carrier.damages::add);
        } catch (SQLException e) {
            throw TapeException.of("carrying ticks from " + source + " to " + target, e);
        }
        return new Carried(carrier.ticks, List.copyOf(carrier.damages));
    }

    private void carry(Connection from, TickKind kind, TapeFacts facts, CarryTarget into) throws SQLException {
        BlockScan.Sink sink = new BlockScan.Sink() {
            @Override
            public boolean wants(long rowId, long minSeq, long maxSeq) {
                return wanted.touches(minSeq, maxSeq);
            }

            @Override
            public BlockTally.Share add(StoredBlock block) throws SQLException {
                bring(block, facts, into);
                return NO_SHARE;
            }

            @Override
            public void subtract(BlockTally.Share share) {
                throw new IllegalStateException("the source changed while it was read");
            }

            @Override
            public void damaged(TapeDamage damage) {
                damages.add(damage);
            }
        };
        try (BlockScan scan = new BlockScan(from, kind, sink)) {
            while (!scan.slice()) {
                into.commit();
            }
        } catch (SQLException e) {
            damages.add(TapeDamage.of(BlockTable.name(kind), SqliteDamage.words(e)));
        }
    }

    private void bring(StoredBlock stored, TapeFacts facts, CarryTarget into) throws SQLException {
        EncodedBlock block = stored.block();
        boolean isTrade = block.kind() == TickKind.TRADE;
        TickRows all = isTrade ? trades : quotes;
        int symbol = into.symbol(stored.series() >> 1, facts);
        all.clear();
        stored.decodeChecked(all, symbol);
        ticksRead.accept(block.count());
        int range = wanted.indexOf(block.minSeq());
        TickRows rows = all;
        if (range < 0 || wanted.list().get(range).to() < block.maxSeq()) {
            rows = pick(all, isTrade ? someTrades : someQuotes);
        }
        if (rows.count() == 0) {
            return;
        }
        int series = symbol * 2 + block.kind().ordinal();
        if (rows.count() == all.count()) {
            into.insert(series, block, BlockTable.Stage.values()[stored.stage()]);
        } else {
            List<EncodedBlock> anew = new ArrayList<>(1);
            codec.encode(rows, 0, rows.count(), anew);
            boolean full = rows.count() > BlockCodec.MAX_TICKS / 2;
            for (EncodedBlock each : anew) {
                into.insert(series, each, full ? BlockTable.Stage.SEALED : BlockTable.Stage.PART);
            }
        }
        into.series(series).add(rows);
        ticks += rows.count();
        if (++blocks % BLOCKS_A_COMMIT == 0) {
            into.commit();
        }
    }

    private TickRows pick(TickRows all, TickRows picked) {
        picked.clear();
        for (int row = 0; row < all.count(); row++) {
            if (wanted.indexOf(all.seq(row)) >= 0) {
                picked.add(all, row);
            }
        }
        return picked;
    }
}
