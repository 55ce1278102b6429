package io.tapedeck.server;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * {@code GET /v1/replay}: recorded ticks as server-sent events, at their pace. A replay has a worker of its own pool until its
 * end, and one buffer: where its client does not read, it waits for it, and after 30 s without a byte it is cut off. It ends
 * at what had been recorded when it was asked for. Many threads.
 */
final class ReplayReading implements Route {
    /** How many replays run at a time. */
    static final int MAX_REPLAYS = 8;

    private final Reading reading;
    private final Supplier<String> tapeId;
    private final Supplier<JournalReader> journal;
    private final Supplier<EventPlace> last;
    private final Semaphore places = new Semaphore(MAX_REPLAYS);

    /**
     * The route.
     *
     * @param reading the tape
     * @param tapeId which tape it is
     * @param journal opens the journal
     * @param last the last tick that is there, and the last record that is behind it
     */
    ReplayReading(
            Reading reading, Supplier<String> tapeId, Supplier<JournalReader> journal, Supplier<EventPlace> last) {
        this.reading = reading;
        this.tapeId = tapeId;
        this.journal = journal;
        this.last = last;
    }

    @Override
    public List<String> parameters() {
        return Reading.parameters("symbol", "kind", "from", "to", "after_seq", "to_seq", "clock", "speed", "pace");
    }

    @Override
    public Set<Format> formats() {
        return Set.of(); // one that is none of the shapes of rows
    }

    @Override
    public void answer(Call call) throws IOException {
        reading.awaitVisible(call);
        ReplayOrder order = ReplayOrder.of(call, reading.now(), last.get());
        if (order.range().symbols() != null && order.range().events().kinds().isEmpty()) {
            reading.engine().symbols(order.range().symbols()); // refuses a name that has no tick
        }
        if (!places.tryAcquire()) {
            throw new ProblemException(
                            503,
                            "too_many_replays",
                            MAX_REPLAYS + " replays run, which is all that may: end one, or try again later")
                    .withRetryAfter(5);
        }
        try (ResumedReplay source = source(call, order)) {
            replay(call, order, source);
        } finally {
            places.release();
        }
    }

    private ResumedReplay source(Call call, ReplayOrder order) {
        if (!order.isByTape()) {
            return ResumedReplay.whole(JournalReplay.of(journal.get(), order.rest()));
        }
        ReplaySource replay = byTape(order.range());
        long seenSeq = order.seen() == null ? 0 : order.seen().seq();
        if (seenSeq == 0 || ResumedReplay.skipTo(seenSeq, replay)) {
            return ResumedReplay.whole(replay);
        }
        // Retention takes whole dates from the oldest on: what it has left comes behind what it took, which was seen in
        // part.
        long keptNanos = reading.engine().ticksFromNanos(call.deadline());
        if (keptNanos <= order.range().fromNanos()) {
            return ResumedReplay.whole(replay); // it is at its end: the tick that was seen is none of it
        }
        ReplaySource.Gap gap = new ReplaySource.Gap(seenSeq, seenSeq, LossWords.RETENTION);
        return ResumedReplay.behindGap(
                gap,
                byTape(order.range()
                        .withTimes(ReplayClock.TS, keptNanos, order.range().toNanos())));
    }

    private ReplaySource byTape(ReplayRange range) {
        QueryEngine engine = reading.engine();
        return new TapeReplay(
                (query, deadline, rows) -> {
                    rows.clear();
                    return engine.ticks(query, deadline, rows::add);
                },
                engine.registry(),
                range);
    }

    private void replay(Call call, ReplayOrder order, ResumedReplay source) throws IOException {
        if (order.seen() != null && !source.hasNext()) {
            call.end(204); // by which a browser knows that it need not come again
            return;
        }
        call.setHeader("X-Accel-Buffering", "no");
        OutputStream out = call.stream(200, "text/event-stream");
        if (!call.isHead()) {
            ReplayText text = new ReplayText(out, ReplayText.Form.SSE, call.time(), call.numbers(), source.symbols());
            text.hello(tapeId.get());
            text.flush();
            new ReplayPacer(order.speed(), order.pace()).run(source, text);
            text.bye();
            text.flush();
        }
        out.close(); // not reached by a failure: the cut is to be seen
    }
}
