package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.TickQuery;
import java.io.IOException;
import java.io.OutputStream;

/** Sends an answer of ticks: a page where a limit is set, else the whole range as one stream. Stateless; any thread. */
final class TickStream {
    /** A stream ends with its range; what bounds it is that its client keeps reading. */
    private static final long UNBOUNDED_NANOS = Long.MAX_VALUE / 2;

    /** Prints what a query finds. */
    interface Printing {
        Page print(TickQuery query, Deadline deadline, OutputStream out) throws IOException;
    }

    private TickStream() {}

    static void send(Call call, TickQuery query, Printing printing) throws IOException {
        if (query.limit() != Long.MAX_VALUE) {
            Paged.send(call, out -> printing.print(query, call.deadline(), out).next());
            return;
        }
        if (call.isHead()) {
            printing.print(TickRequest.first(query), call.deadline(), OutputStream.nullOutputStream());
        }
        OutputStream out = call.stream(200, call.format().contentType());
        if (!call.isHead()) {
            printing.print(query, Deadline.in(UNBOUNDED_NANOS), out);
        }
        out.close(); // not reached by a failure: the cut is to be seen
    }
}
