package io.tapedeck.benchmarks;

import io.tapedeck.journal.DecimalParser;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to read an exact decimal out of ASCII bytes. JMH makes it and calls it, from one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecimalParserBenchmark {
    private static final int NUMBERS = 1_000;
    private static final int SEED = 7;

    /** What the numbers look like. */
    @Param({"PRICE", "SIZE", "LONG", "EXPONENT"})
    public Shape shape;

    private final DecimalParser parser = new DecimalParser();
    private final byte[][] texts = new byte[NUMBERS][];

    /** What numbers look like. */
    public enum Shape {
        /** 60123.45. */
        PRICE,
        /** 0.0123. */
        SIZE,
        /** 18 digits. */
        LONG,
        /** 1.5e-7. */
        EXPONENT
    }

    /** Made by JMH. */
    public DecimalParserBenchmark() {}

    /** Makes the numbers, by seed. */
    @Setup
    public void makeNumbers() {
        Random random = new Random(SEED);
        for (int i = 0; i < NUMBERS; i++) {
            texts[i] = text(random).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private String text(Random random) {
        return switch (shape) {
            case PRICE -> (50_000 + random.nextInt(20_000)) + "." + (10 + random.nextInt(90));
            case SIZE -> "0." + String.valueOf(10_000 + random.nextInt(10_000)).substring(1);
            case LONG ->
                (100_000_000 + random.nextInt(900_000_000)) + "." + (100_000_000 + random.nextInt(900_000_000));
            case EXPONENT -> (1 + random.nextInt(9)) + "." + (1 + random.nextInt(9)) + "e-" + (1 + random.nextInt(9));
        };
    }

    /**
     * Reads all numbers.
     *
     * @return the sum of what was read, so that nothing is skipped
     */
    @Benchmark
    @OperationsPerInvocation(NUMBERS)
    public long parse() {
        long sum = 0;
        for (byte[] text : texts) {
            parser.parse(text, 0, text.length);
            sum += parser.mantissa() + parser.scale();
        }
        return sum;
    }
}
