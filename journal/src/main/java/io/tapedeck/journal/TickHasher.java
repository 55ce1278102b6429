package io.tapedeck.journal;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Hashes ticks for a {@link TickDigest}: XXH3, 128 bits, seed 0, over the bytes below, little-endian. What a tick is does not
 * depend on where it was found: decimals are normalised, since a block brings them to one scale, and the symbol stands as its
 * text, since numbers are each journal's own. A text that is an id has one {@link IdType} only, in which it is hashed.
 *
 * <pre>
 *   offset  type   what
 *   0       byte   kind: 0 trade, 1 quote
 *   1       byte   side: 0 none, 1 buy, 2 sell
 *   2       byte   bit n: decimal n is there
 *   3       byte   type of the id: 0 none, 1 number, 2 UUID, 3 text
 *   4       4      scale of decimals 0 to 3 without trailing zeros, 0 where absent
 *   8       long   ts
 *   16      4 * 8  mantissa of decimals 0 to 3 without trailing zeros, 0 where absent
 *   48      int    bytes of the symbol
 *   52      int    bytes of the id: 8 for a number
 *   56             the symbol, then the id; here the content ends
 *           long   seq
 *           long   1 where recv_ts is there, else 0
 *           long   recv_ts, 0 where absent
 * </pre>
 *
 * <p>One thread at a time, because it owns the bytes.
 */
public final class TickHasher {
    private static final int FIXED_BYTES = 56;
    private static final int MAX_BYTES = FIXED_BYTES + SymbolRegistry.MAX_CHARACTERS + Tick.MAX_ID_BYTES + 24;
    private static final Hasher128 XXH3 = Hashing.xxh3_128();

    private final IntFunction<String> names;
    private final byte[] bytes = new byte[MAX_BYTES];
    private byte[][] symbols = new byte[64][];
    private long fullHigh;
    private long fullLow;
    private long contentHigh;
    private long contentLow;

    /**
     * A hasher.
     *
     * @param names the symbol of a number, which stays the same; asked once for each
     */
    public TickHasher(IntFunction<String> names) {
        this.names = names;
    }

    /**
     * Hashes a tick, for {@link TickDigest#add(TickHasher)} or {@link TickDigest#subtract(TickHasher)}.
     *
     * @param tick the tick
     * @return this
     */
    public TickHasher hash(Tick tick) {
        long head = tick.head();
        bytes[0] = (byte) (tick.isQuote() ? 1 : 0);
        bytes[1] = (byte) TickHead.sideCode(head);
        bytes[2] = (byte) (head >>> TickHead.PRESENT_SHIFT & 15);
        bytes[3] = (byte) TickHead.idType(head).ordinal();
        TickRow.word(bytes, 8, tick.tsNanos());
        for (int i = 0; i < 4; i++) {
            putDecimal(i, TickHead.has(head, i) ? tick.mantissa(i) : 0, TickHead.scale(head, i));
        }
        int end = putTexts(tick);
        HashValue128 content = XXH3.hashBytesTo128Bits(bytes, 0, end);
        contentHigh = content.getMostSignificantBits();
        contentLow = content.getLeastSignificantBits();
        TickRow.word(bytes, end, tick.seq());
        TickRow.word(bytes, end + 8, tick.hasRecvTs() ? 1 : 0);
        TickRow.word(bytes, end + 16, tick.hasRecvTs() ? tick.recvTsNanos() : 0);
        HashValue128 full = XXH3.hashBytesTo128Bits(bytes, 0, end + 24);
        fullHigh = full.getMostSignificantBits();
        fullLow = full.getLeastSignificantBits();
        return this;
    }

    private void putDecimal(int decimal, long mantissa, int scale) {
        long rest = mantissa;
        int places = rest == 0 ? 0 : scale;
        while (places > 0 && rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        bytes[4 + decimal] = (byte) places;
        TickRow.word(bytes, 16 + 8 * decimal, rest);
    }

    /** Puts symbol and id, and returns where they end. */
    private int putTexts(Tick tick) {
        byte[] symbol = symbol(tick.symbol());
        System.arraycopy(symbol, 0, bytes, FIXED_BYTES, symbol.length);
        int end = FIXED_BYTES + symbol.length;
        int idBytes = tick.idLength();
        if (tick.idType() == IdType.NUMBER) {
            idBytes = 8;
            TickRow.word(bytes, end, tick.idNumber());
        } else {
            System.arraycopy(tick.idBytes(), 0, bytes, end, idBytes);
        }
        LittleEndian.putInt(bytes, 48, symbol.length);
        LittleEndian.putInt(bytes, 52, idBytes);
        return end + idBytes;
    }

    private byte[] symbol(int number) {
        if (number >= symbols.length) {
            symbols = Arrays.copyOf(symbols, Math.max(number + 1, 2 * symbols.length));
        }
        byte[] symbol = symbols[number];
        if (symbol == null) {
            symbol = names.apply(number).getBytes(StandardCharsets.US_ASCII);
            symbols[number] = symbol;
        }
        return symbol;
    }

    long fullHigh() {
        return fullHigh;
    }

    long fullLow() {
        return fullLow;
    }

    long contentHigh() {
        return contentHigh;
    }

    long contentLow() {
        return contentLow;
    }
}
