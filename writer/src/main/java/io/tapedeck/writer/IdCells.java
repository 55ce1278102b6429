package io.tapedeck.writer;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Columns of ids that are not all numbers: one cell of the same number of bytes for each tick.
 *
 * <pre>
 *   UUIDS   16 bytes, most significant first; all zero where there is no id
 *   TEXTS   UTF-8, filled up to the longest with the byte 0x1F, which no id contains; nothing but 0x1F: no id
 *   MIXED   the same, of ids of several types: numbers and UUIDs as their text, from which their type follows
 * </pre>
 *
 * <p>Stateless; any thread may call it.
 */
final class IdCells {
    /** No cells: the column holds numbers. */
    static final int NUMBERS = 0;

    static final int UUIDS = 1;
    static final int TEXTS = 2;
    static final int MIXED = 3;

    static final int UUID_BYTES = 16;
    static final byte FILL = 0x1F;

    private static final long TYPE_BITS = TickHead.withIdType(0, IdType.TEXT);

    private IdCells() {}

    static boolean isSound(int cells, int width) {
        return cells == UUIDS && width == UUID_BYTES
                || (cells == TEXTS || cells == MIXED) && width > 0 && width <= Tick.MAX_ID_BYTES;
    }

    /**
     * Encodes ids as cells.
     *
     * @param heads the ticks' heads
     * @param words word 5 of each, see {@link TickRows}
     * @param ids the bytes of ids that are no numbers
     * @param from where in {@code heads} the block begins
     * @param to where it ends
     * @param types a bit for each {@link IdType} that occurs, by its ordinal
     */
    static Column encode(long[] heads, long[] words, byte[] ids, int from, int to, int types) {
        int uuid = 1 << IdType.UUID.ordinal();
        int text = 1 << IdType.TEXT.ordinal();
        int none = 1 << IdType.NONE.ordinal();
        if ((types & ~none) == uuid) {
            return column(UUIDS, UUID_BYTES, false, uuids(heads, words, ids, from, to));
        }
        byte[][] texts = new byte[to - from][];
        int longest = 0;
        for (int i = from; i < to; i++) {
            texts[i - from] = text(heads[i], words[i], ids);
            longest = Math.max(longest, texts[i - from].length);
        }
        byte[] cells = new byte[texts.length * longest];
        Arrays.fill(cells, FILL);
        for (int i = 0; i < texts.length; i++) {
            System.arraycopy(texts[i], 0, cells, i * longest, texts[i].length);
        }
        return column((types & ~none) == text ? TEXTS : MIXED, longest, false, cells);
    }

    /** A column of cells. */
    static Column column(int cells, int width, boolean nulls, byte[] data) {
        return new Column(0, 1, 0, width, nulls, 0, cells, data);
    }

    private static byte[] uuids(long[] heads, long[] words, byte[] ids, int from, int to) {
        byte[] cells = new byte[(to - from) * UUID_BYTES];
        for (int i = from; i < to; i++) {
            if (TickHead.idType(heads[i]) == IdType.UUID) {
                System.arraycopy(ids, (int) (words[i] >>> 8), cells, (i - from) * UUID_BYTES, UUID_BYTES);
            }
        }
        return cells;
    }

    private static byte[] text(long head, long id, byte[] ids) {
        int at = (int) (id >>> 8);
        return switch (TickHead.idType(head)) {
            case NONE -> new byte[0];
            case NUMBER -> Long.toString(id).getBytes(StandardCharsets.US_ASCII);
            case UUID ->
                new UUID(HalfBytes.eightBytes(ids, at), HalfBytes.eightBytes(ids, at + 8))
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII);
            case TEXT -> Arrays.copyOfRange(ids, at, at + (int) (id & 0xff));
        };
    }

    /**
     * Writes the ids of a column of cells into rows behind the last one, and their types into the heads.
     *
     * @param rows rows that have room for {@code count} more
     * @param count how many cells there are
     */
    static void decode(Column column, TickRows rows, int count) {
        Tick tick = column.cells() == MIXED ? new Tick() : null;
        byte[] data = column.data();
        int width = column.width();
        long[] words = rows.words();
        for (int i = 0, to = rows.count() * rows.stride(); i < count; i++, to += rows.stride()) {
            int at = i * width;
            int length = column.cells() == UUIDS ? uuidLength(data, at) : textLength(data, at, width);
            IdType type = length == 0 ? IdType.NONE : column.cells() == UUIDS ? IdType.UUID : IdType.TEXT;
            if (tick != null && length > 0) {
                tick.id(data, at, length);
                type = tick.idType();
            }
            words[to] = words[to] & ~TYPE_BITS | TickHead.withIdType(0, type);
            words[to + 5] = switch (type) {
                case NONE -> 0;
                case NUMBER -> tick.idNumber();
                case UUID, TEXT ->
                    tick == null ? rows.addId(data, at, length) : rows.addId(tick.idBytes(), 0, tick.idLength());
            };
        }
    }

    private static int uuidLength(byte[] data, int at) {
        return (HalfBytes.eightBytes(data, at) | HalfBytes.eightBytes(data, at + 8)) == 0 ? 0 : UUID_BYTES;
    }

    private static int textLength(byte[] data, int at, int width) {
        int length = width;
        while (length > 0 && data[at + length - 1] == FILL) {
            length--;
        }
        return length;
    }
}
