package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.TickQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/** {@code GET /v1/trades} and {@code GET /v1/quotes}: ticks in (ts, seq) order, in pages or as one stream. */
final class TicksReading implements Route {
    private final Reading reading;
    private final TickKind kind;

    TicksReading(Reading reading, TickKind kind) {
        this.reading = reading;
        this.kind = kind;
    }

    @Override
    public List<String> parameters() {
        return TickRequest.parameters();
    }

    @Override
    public Set<Format> formats() {
        return Reading.TABLE_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        TickStream.send(
                call, TickRequest.of(call, reading, kind), (query, deadline, out) -> print(call, query, deadline, out));
    }

    private Page print(Call call, TickQuery query, Deadline deadline, OutputStream out) throws IOException {
        TickOutput ticks = output(call, out);
        Page page = reading.engine().ticks(query, deadline, tick -> print(ticks, tick));
        ticks.flush();
        return page;
    }

    private TickOutput output(Call call, OutputStream out) throws IOException {
        SymbolRegistry symbols = reading.engine().registry();
        TableFormat table = call.format().table();
        return table == null
                ? new TickText(
                        out, TickText.Format.valueOf(call.format().name()), call.time(), call.numbers(), symbols, kind)
                : new TickTable(out, table, call.time(), call.numbers(), symbols, kind);
    }

    private static void print(TickOutput ticks, Tick tick) {
        try {
            ticks.print(tick);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
