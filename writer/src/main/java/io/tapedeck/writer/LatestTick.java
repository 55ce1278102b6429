package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The greatest tick of a series as the tape keeps it beside the series' counts: the words of its row in {@link TickRows}, big
 * endian, then the bytes of its id where it is not a number. Stateless; any thread.
 */
public final class LatestTick {
    private LatestTick() {}

    static byte[] encode(long[] words, int stride, byte[] id) {
        boolean hasIdBytes = !TickHead.isQuote(words[0]) && TickHead.hasIdBytes(words[0]);
        ByteBuffer bytes = ByteBuffer.allocate(8 * stride + (hasIdBytes ? id.length : 0));
        for (int i = 0; i < stride; i++) {
            bytes.putLong(words[i]);
        }
        return hasIdBytes ? bytes.put(id).array() : bytes.array();
    }

    /** Fills words and returns the id's bytes. */
    static byte[] decodeWords(byte[] encoded, long[] words, int stride) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        for (int i = 0; i < stride; i++) {
            words[i] = bytes.getLong();
        }
        return Arrays.copyOfRange(encoded, 8 * stride, encoded.length);
    }

    static void fill(Tick tick, long[] words, byte[] id) {
        TickRows.fill(tick, words, 0, id, 0);
    }

    /**
     * Reads what the tape keeps.
     *
     * @param encoded the bytes
     * @param tick the holder to fill
     */
    public static void decode(byte[] encoded, Tick tick) {
        boolean quote = TickHead.isQuote(ByteBuffer.wrap(encoded).getLong(0));
        int stride = quote ? TickRows.QUOTE_STRIDE : TickRows.TRADE_STRIDE;
        long[] words = new long[stride];
        byte[] id = decodeWords(encoded, words, stride);
        fill(tick, words, id);
    }
}
