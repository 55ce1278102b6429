package io.tapedeck.server;

import java.util.Arrays;
import java.util.Random;

/** Spoils bytes a little, as broken clients do: the same way for the same random numbers. Stateless. */
final class Mutation {
    private static final String TELLING = "{}[]\",:;=\n\\ 0-e";

    private Mutation() {}

    /** A copy with one to four edits: bytes and bits changed, the end cut off, a piece left out or there twice. */
    static byte[] of(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 1; edits--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 3 -> bytes = spliced(bytes, at, bytes, random.nextInt(bytes.length));
                case 4 -> bytes[at] = (byte) TELLING.charAt(random.nextInt(TELLING.length()));
                default -> bytes = spliced(bytes, at, Arrays.copyOf(bytes, at), Math.max(0, at - 5));
            }
        }
        return bytes;
    }

    /** The first bytes of one text and the last of another. */
    private static byte[] spliced(byte[] first, int length, byte[] second, int from) {
        byte[] whole = Arrays.copyOf(first, length + second.length - from);
        System.arraycopy(second, from, whole, length, second.length - from);
        return whole;
    }
}
