package io.tapedeck.benchmarks;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.BlockCodec;
import io.tapedeck.writer.EncodedBlock;
import io.tapedeck.writer.TickRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a tick takes to be encoded in a full block of trades with all columns, and to be decoded from it. JMH makes it and calls it, from one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BlockCodecBenchmark {
    private static final int TICKS = BlockCodec.MAX_TICKS;
    private static final int SEED = 7;
    private static final int GAP_MICROS = 1_300;

    private final BlockCodec codec = new BlockCodec();
    private final TickRows rows = new TickRows(TickKind.TRADE);
    private final TickRows decoded = new TickRows(TickKind.TRADE);
    private final List<EncodedBlock> blocks = new ArrayList<>();
    private EncodedBlock block;

    /** Made by JMH. */
    public BlockCodecBenchmark() {}

    /** Makes a block's ticks, by seed, and the block. */
    @Setup
    public void makeBlock() {
        PeerMarket market = new PeerMarket(1, GAP_MICROS, SEED);
        Tick tick = new Tick();
        rows.clear();
        for (int i = 1; i <= TICKS; i++) {
            market.next();
            tick.start(0, TickKind.TRADE, market.tsNanos() / 1_000_000 * 1_000_000)
                    .seq(20L * i);
            tick.recvTs(market.tsNanos() + market.sizeUnits() * 1_000);
            tick.decimal(0, market.priceCents(), PeerMarket.PRICE_SCALE)
                    .decimal(1, market.sizeUnits(), PeerMarket.SIZE_SCALE);
            rows.add(tick.side(market.isBuy() ? Side.BUY : Side.SELL).idNumber(i));
        }
        block = encoded();
    }

    private EncodedBlock encoded() {
        blocks.clear();
        codec.encode(rows, 0, TICKS, blocks);
        BenchmarkException.check("the blocks of " + TICKS + " ticks", 1, blocks.size());
        return blocks.get(0);
    }

    /**
     * Encodes the ticks, checksum and all.
     *
     * @return the block's bytes
     */
    @Benchmark
    @OperationsPerInvocation(TICKS)
    public int encode() {
        return encoded().bytes();
    }

    /**
     * Decodes a block whose checksum was compared before.
     *
     * @return a sum over the ticks, so that nothing is skipped
     */
    @Benchmark
    @OperationsPerInvocation(TICKS)
    public long decode() {
        decoded.clear();
        block.decode(decoded, 0);
        long sum = 0;
        for (int i = 0; i < decoded.count(); i++) {
            sum += decoded.ts(i) + decoded.seq(i);
        }
        return sum;
    }
}
