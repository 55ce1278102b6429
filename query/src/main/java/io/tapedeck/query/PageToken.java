package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/**
 * Where an answer of ticks ended, as the text that asks for its next page. It carries all that makes the pages one answer: the
 * last {@code seq} that they show, the range, the order, and the place of the last tick. A checksum over these, the tape's id,
 * the kind and the symbols tells a token of another query or tape, and one that was changed; it is no secret, for there is
 * nothing to gain from a token of one's own making. Immutable; any thread.
 *
 * <pre>
 *   0   version (1), direction (1)
 *   2   visible seq (8), from (8), to (8), ts (8), seq (8), big-endian
 *   42  the first 8 bytes of the SHA-256
 * </pre>
 */
record PageToken(Direction direction, long visibleSeq, long fromNanos, long toNanos, long ts, long seq) {
    private static final byte VERSION = 1;
    private static final int FIELDS = 42;
    private static final int CHECK = 8;

    /** The token as text, for the query that it belongs to. */
    String text(UUID tape, TickKind kind, String symbols) {
        ByteBuffer fields = fields();
        fields.put(check(fields.array(), tape, kind, symbols), 0, CHECK);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fields.array());
    }

    private ByteBuffer fields() {
        return ByteBuffer.allocate(FIELDS + CHECK)
                .put(VERSION)
                .put((byte) direction.ordinal())
                .putLong(visibleSeq)
                .putLong(fromNanos)
                .putLong(toNanos)
                .putLong(ts)
                .putLong(seq);
    }

    /**
     * Reads a token, and refuses one of another query.
     *
     * @throws QueryException BAD_CURSOR
     */
    static PageToken parse(String text, UUID tape, TickKind kind, String symbols, Direction direction) {
        PageToken token = parse(text);
        if (token.direction != direction || !token.text(tape, kind, symbols).equals(text)) {
            throw refused("it belongs to another query or tape, or was changed");
        }
        return token;
    }

    /**
     * Reads a token of whatever query; nothing that it says is checked.
     *
     * @throws QueryException BAD_CURSOR where it is no token at all
     */
    static PageToken parse(String text) {
        try {
            ByteBuffer fields = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte version = fields.get();
            byte direction = fields.get();
            if (version != VERSION || direction < 0 || direction > 1 || fields.remaining() != FIELDS + CHECK - 2) {
                throw refused("it is no token");
            }
            return new PageToken(
                    Direction.values()[direction],
                    fields.getLong(),
                    fields.getLong(),
                    fields.getLong(),
                    fields.getLong(),
                    fields.getLong());
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw refused("it is no token");
        }
    }

    private static QueryException refused(String why) {
        return new QueryException(
                QueryException.Code.BAD_CURSOR,
                "the cursor cannot be used: " + why + "; send the one that the page before gave, with the same query");
    }

    private static byte[] check(byte[] fields, UUID tape, TickKind kind, String symbols) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(fields, 0, FIELDS);
            byte[] selection = SymbolSelection.orAll(symbols).getBytes(StandardCharsets.UTF_8);
            ByteBuffer query = ByteBuffer.allocate(20 + selection.length);
            query.putLong(tape.getMostSignificantBits()).putLong(tape.getLeastSignificantBits());
            query.putInt(kind.ordinal()).put(selection);
            return digest.digest(query.array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
