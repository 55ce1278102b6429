package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search finds what a plain look at every fourth byte finds, in files that are data, zeros, and words here and there in them. */
class RawFileTest {
    private static final int WORD = 0x4B434544;

    @TempDir
    Path directory;

    @Test
    void aSearchFindsEveryWordThatStandsAtAStepOfFourFromWhereItBegins() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            byte[] bytes = sparse(random, random.nextInt(3 << 20));
            Path file = Files.write(directory.resolve("file"), bytes);
            try (RawFile raw = new RawFile(file)) {
                int from = random.nextInt(64);
                long found = raw.search(from, WORD);
                for (int at = from; at + 4 <= bytes.length; at += 4) {
                    if (LittleEndian.getInt(bytes, at) == WORD) {
                        assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(at);
                        found = raw.search(at + 4, WORD);
                    }
                }
                assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(-1);
            }
        }
    }

    /** Runs of zeros between a few bytes of data, among which the word stands in one of two places, at any offset. */
    private static byte[] sparse(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at + 16 <= length; at += random.nextInt(1 << random.nextInt(20)) + 1) {
            if (random.nextBoolean()) {
                LittleEndian.putInt(bytes, at, WORD);
                at += 4;
            }
            for (int i = random.nextInt(12); i > 0; i--) {
                bytes[at++] = (byte) random.nextInt(3);
            }
        }
        return bytes;
    }
}
