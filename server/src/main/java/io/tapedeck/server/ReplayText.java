package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Prints a replay, as a JSON object a line or as server-sent events, through a buffer of its own, or keeps the text until it is
 * asked for. A tick is the row that {@code /v1/trades} and {@code /v1/quotes} have, an event what live streams have, marked as
 * replayed. One thread at a time; it does not close its stream.
 */
public final class ReplayText implements ReplaySink {
    private static final int BUFFER_BYTES = 64 << 10;

    private static final Chunk MARK = Chunk.of(",\"replay\":true}\n");
    private static final byte[] WAITING = ascii(": waiting\n\n"); // a comment

    /** The shape of the text. */
    public enum Form {
        /** A JSON object a line; a gap's has {@code "kind":"gap"}. */
        NDJSON,
        /** Server-sent events, whose id is the {@code seq}. */
        SSE
    }

    private final OutputStream out; // null where the text is kept
    private final Form form;
    private final Times.Style time;
    private final TickText.Numbers numbers;
    private final TickPrinter printer;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private long ticks;
    private long lastSeq;

    /**
     * A printer.
     *
     * @param out where the text goes
     * @param form its shape
     * @param time how times are printed
     * @param numbers how decimals are printed
     * @param symbols the names of symbols
     */
    public ReplayText(OutputStream out, Form form, Times.Style time, TickText.Numbers numbers, SymbolRegistry symbols) {
        this.out = out;
        this.form = form;
        this.time = time;
        this.numbers = numbers;
        printer = new TickPrinter(time, numbers, symbols);
    }

    /**
     * A printer of lines for people and programs: JSON objects with times in ISO 8601 and exact numbers.
     *
     * @param out where the text goes
     * @param symbols the names of symbols
     * @return the printer
     */
    public static ReplayText lines(OutputStream out, SymbolRegistry symbols) {
        return new ReplayText(out, Form.NDJSON, Times.Style.ISO, TickText.Numbers.JSON, symbols);
    }

    /** A printer of such lines, which keeps them until {@link #moveTo}. */
    static ReplayText keptLines(SymbolRegistry symbols) {
        return lines(null, symbols);
    }

    /** Writes all that was kept, and keeps it no more. */
    void moveTo(OutputStream target) throws IOException {
        target.write(buffer, 0, used);
        used = 0;
    }

    @Override
    public void tick(Tick tick) throws IOException {
        makeRoom(TickPrinter.MAX_ROW_BYTES + 100);
        int at = used;
        if (form == Form.SSE) {
            at = FrameText.head(tick, buffer, at);
        }
        at = printer.json(tick, buffer, at) - 1; // the mark comes in front of the object's end
        at = MARK.print(buffer, at);
        if (form == Form.SSE) {
            buffer[at++] = '\n';
        }
        used = at;
        ticks++;
        lastSeq = tick.seq();
    }

    @Override
    public void gap(ReplaySource.Gap gap) throws IOException {
        String json = FrameText.gap(gap.fromSeq(), gap.toSeq(), gap.reason());
        print(Long.toString(gap.toSeq()), FrameKind.name(FrameKind.GAP), json);
    }

    @Override
    public void event(StoredEvent event) throws IOException {
        EventFrame frame = EventFrame.of(event);
        print(frame.place().toString(), FrameKind.name(frame.kind()), frame.json(time, numbers));
    }

    /** Prints an object, with the mark in front of its end. */
    private void print(String id, String kind, String json) throws IOException {
        String marked = json.substring(1, json.length() - 1) + ",\"replay\":true}";
        if (form == Form.SSE) {
            print("id: " + id + "\nevent: " + kind + "\ndata: {" + marked);
        } else {
            print("{\"kind\":\"" + kind + "\"," + marked);
        }
    }

    /** Prints the event that tells which tape it is. */
    void hello(String tapeId) throws IOException {
        print("event: hello\ndata: {\"tape_id\":\"" + tapeId + "\",\"replay\":true}");
    }

    /** Prints the event behind the last tick. */
    void bye() throws IOException {
        print("event: end\ndata: {\"ticks\":" + ticks + ",\"last_seq\":" + (ticks == 0 ? "null" : lastSeq)
                + ",\"replay\":true}");
    }

    private void print(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        makeRoom(bytes.length + 2);
        put(bytes);
        end();
    }

    private void end() {
        buffer[used++] = '\n';
        if (form == Form.SSE) {
            buffer[used++] = '\n';
        }
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, used, bytes.length);
        used += bytes.length;
    }

    @Override
    public void flush() throws IOException {
        if (out != null) { // else it is kept on
            moveTo(out);
            out.flush();
        }
    }

    /** A write is the only way to find out that a client has gone. */
    @Override
    public void waiting() throws IOException {
        if (form == Form.SSE) {
            put(WAITING);
            flush();
        }
    }

    /** Makes room for a number of bytes that is far below the buffer's. */
    private void makeRoom(int bytes) throws IOException {
        if (used <= buffer.length - bytes) {
            return;
        }
        if (out == null) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        } else {
            moveTo(out);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
