package io.tapedeck.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Rows that are JSON objects: one or more a line, with the brackets and commas of an array around them or without. Numbers
 * are taken as they are written. A row may be of several kinds, told by its members. In a log of frames the receive time
 * stands before the object, the row may be its member {@code data}, and messages of other kinds are passed over; elsewhere a
 * member that no kind of row has is refused. One thread at a time.
 */
final class JsonRows implements RowFields {
    /** The name of the receive time that stands before a frame. */
    static final String RECEIVED = "<received>";

    private static final JsonFactory FACTORY = new JsonFactory();

    /** One of these is in every message of a Binance stream, and in what its servers say between them. */
    private static final Set<String> IN_MESSAGES = Set.of("stream", "e", "u", "lastUpdateId", "result", "error");

    private final boolean frames;
    private final List<TickFormat> variants;
    private final Map<String, Integer> slots = new HashMap<>(); // of the columns' names
    private final Map<String, Integer> met = new HashMap<>(); // the same for members' names as they are written; -1
    private final int[][][] slotsOf; // by variant and column
    private final int[] starts; // by slot, in values
    private final int[] ends;
    private final int[][] fields; // by variant and column: the slot that has it, or -1
    private long named; // a bit for each slot that the row has
    private String stranger; // a member that no kind of row has, or null
    private boolean message;
    private int variant;
    private byte[] values = new byte[1 << 10];
    private int filled;

    private byte[] line;
    private int at;
    private int to;

    JsonRows(Text text, List<TickFormat> variants) {
        this.frames = text == Text.FRAMES;
        this.variants = variants;
        slotsOf = new int[variants.size()][][];
        fields = new int[variants.size()][];
        for (int i = 0; i < slotsOf.length; i++) {
            List<Column> columns = variants.get(i).columns();
            fields[i] = new int[columns.size()];
            slotsOf[i] = columns.stream()
                    .map(column ->
                            column.names().stream().mapToInt(this::newSlot).toArray())
                    .toArray(int[][]::new);
        }
        if (slots.size() > Long.SIZE) {
            throw new IllegalStateException(slots.size() + " names in a format: expected at most " + Long.SIZE);
        }
        starts = new int[slots.size()];
        ends = new int[slots.size()];
    }

    private int newSlot(String name) {
        Integer slot = slots.putIfAbsent(name, slots.size());
        return slot == null ? slots.size() - 1 : slot;
    }

    /** Whether a line looks like JSON, with or without a receive time before it. */
    static boolean isJson(byte[] line, int from, int to) {
        return from < to && (line[from] == '{' || line[from] == '[') || isFrame(line, from, to);
    }

    private static boolean isFrame(byte[] line, int from, int to) {
        int blank = from + Shape.digits(line, from, to);
        return blank > from && blank + 1 < to && line[blank] == ' ' && line[blank + 1] == '{';
    }

    /** Whether a line holds nothing but what may stand around the objects of an array. */
    static boolean isBracket(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if ("[] ,\t".indexOf(line[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void begin(byte[] newLine, int from, int newTo) {
        line = newLine;
        at = from;
        to = newTo;
    }

    @Override
    public boolean next() throws RowException {
        named = 0;
        filled = 0;
        stranger = null;
        message = false;
        if (frames && at < to) {
            receiveTime();
        }
        while (!frames && at < to && "[] ,\t".indexOf(line[at]) >= 0) {
            at++;
        }
        if (at >= to) {
            return false;
        }
        int start = at;
        at = to; // behind an object that cannot be read, nothing can
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line, start, to - start)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RowException("expected a JSON object");
            }
            members(parser);
            at = frames ? to : start + (int) parser.currentLocation().getByteOffset();
        } catch (JacksonException e) {
            throw new RowException("not JSON: " + e.getOriginalMessage().replaceFirst(" \\(start marker.*", ""));
        }
        variant = match();
        if (variant < 0 && !(frames && message)) {
            throw new RowException(
                    stranger == null ? "the members are not those of a row" : "\"" + stranger + "\" is unexpected");
        }
        return true;
    }

    private void receiveTime() throws RowException {
        if (!isFrame(line, at, to)) {
            at = to;
            throw new RowException("expected the receive time in nanoseconds, a blank, and a JSON object");
        }
        int end = at + Shape.digits(line, at, to);
        int slot = slots.get(RECEIVED);
        reserve(end - at);
        System.arraycopy(line, at, values, 0, end - at);
        ends[slot] = filled = end - at;
        named |= 1L << slot;
        at = end + 1;
    }

    private void members(JsonParser parser) throws RowException {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            message |= frames && IN_MESSAGES.contains(name);
            if (frames && token == JsonToken.START_OBJECT && name.equals("data")) {
                members(parser);
            } else if (token.isStructStart()) {
                stranger = name;
                parser.skipChildren();
            } else {
                member(name, token, parser);
            }
        }
    }

    private void member(String name, JsonToken token, JsonParser parser) throws RowException {
        int slot = met.computeIfAbsent(name, each -> slots.getOrDefault(frames ? each : Column.plain(each), -1));
        if (slot < 0) {
            stranger = name;
            return;
        }
        if ((named & 1L << slot) != 0) {
            throw new RowException("\"" + name + "\" is there twice");
        }
        named |= 1L << slot;
        starts[slot] = filled;
        if (token != JsonToken.VALUE_NULL) {
            copy(parser);
        }
        ends[slot] = filled;
    }

    private void copy(JsonParser parser) {
        char[] characters = parser.getStringCharacters();
        int offset = parser.getStringOffset();
        int length = parser.getStringLength();
        reserve(length);
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = characters[offset + i];
            seen |= c;
            values[filled + i] = (byte) c;
        }
        if (seen < 0x80) {
            filled += length;
            return;
        }
        byte[] utf8 = new String(characters, offset, length).getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, values, filled, utf8.length);
        filled += utf8.length;
    }

    private void reserve(int bytes) {
        if (values.length - filled < bytes) {
            values = Arrays.copyOf(values, 2 * (filled + bytes));
        }
    }

    /** The first kind of row that has what is there; -1 where there is none. */
    private int match() {
        for (int i = 0; i < slotsOf.length; i++) {
            if ((stranger == null || frames) && matches(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(int candidate) {
        List<Column> columns = variants.get(candidate).columns();
        long used = 0;
        for (int c = 0; c < fields[candidate].length; c++) {
            int slot = slotOf(slotsOf[candidate][c]);
            fields[candidate][c] = slot;
            Column column = columns.get(c);
            if (slot < 0 ? !column.optional() : column.constant() != null && !holds(slot, column.constant())) {
                return false;
            }
            used |= slot < 0 ? 0 : 1L << slot;
        }
        return frames || used == named;
    }

    private int slotOf(int[] candidates) {
        for (int slot : candidates) {
            if ((named & 1L << slot) != 0) {
                return slot;
            }
        }
        return -1;
    }

    private boolean holds(int slot, String constant) {
        if (ends[slot] - starts[slot] != constant.length()) {
            return false;
        }
        for (int i = 0; i < constant.length(); i++) {
            if (values[starts[slot] + i] != constant.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int variant() {
        return variant;
    }

    @Override
    public int count() {
        return fields[variant].length;
    }

    @Override
    public byte[] bytes(int field) {
        return values;
    }

    @Override
    public int start(int field) {
        int slot = fields[variant][field];
        return slot < 0 ? 0 : starts[slot];
    }

    @Override
    public int end(int field) {
        int slot = fields[variant][field];
        return slot < 0 ? 0 : ends[slot];
    }
}
