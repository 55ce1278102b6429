package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.State;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Records the ticks of request bodies, for every route that takes them. A body is read and decoded whole before anything is
 * recorded, and then recorded whole: its ticks are numbered without a hole, and a crash leaves all of them or none. One that
 * comes again with the same {@code Idempotency-Key} is not recorded again. Many threads.
 */
final class BodyRecorder {
    private static final long ACK_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long KEY_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Capture capture;
    private final KeyedWrites keyedWrites;
    private final SeenIds seenIds;
    private final Acks acks;
    private final Metrics metrics;
    private final EpochClock clock;
    private final long maxBodyBytes;
    private final long maxFutureNanos;
    private final BodyBuffers buffers;

    /**
     * A recorder.
     *
     * @param capture the way in, not closed here
     * @param keyedWrites the deck's requests with keys
     * @param seenIds the deck's trades that were just recorded
     * @param acks tells how far ticks have come
     * @param metrics what counts rows and times acknowledgements
     * @param clock the wall clock
     * @param maxBodyBytes the bound on a body after decompression; bodies being read share four times as much
     * @param maxFutureNanos how far ahead of the clock a tick's time may be
     */
    BodyRecorder(
            Capture capture,
            KeyedWrites keyedWrites,
            SeenIds seenIds,
            Acks acks,
            Metrics metrics,
            EpochClock clock,
            long maxBodyBytes,
            long maxFutureNanos) {
        this.capture = capture;
        this.keyedWrites = keyedWrites;
        this.seenIds = seenIds;
        this.acks = acks;
        this.metrics = metrics;
        this.clock = clock;
        this.maxBodyBytes = maxBodyBytes;
        this.maxFutureNanos = maxFutureNanos;
        buffers = new BodyBuffers(4 * maxBodyBytes);
    }

    /** Decodes a body into a target, and its bad rows into the errors; called again where a repeat is to list them. */
    interface Decoding {
        void decode(Body body, RowTarget target, RowErrors errors);
    }

    /**
     * What a route makes of a request.
     *
     * @param source what its rows are counted as
     * @param ack the state to wait for
     * @param partial whether the good rows are recorded where others are bad
     * @param dedup whether trades are left out whose symbol and id were just recorded
     * @param meaning the values of the parameters that change what a body means, null for one that is missing; journals keep
     *     a hash of them, so their order stays
     * @param decoding how its body is read
     */
    record Order(RowSource source, State ack, boolean partial, boolean dedup, List<String> meaning, Decoding decoding) {
        /** With what asks for it, and only then, so that keys of requests that do not are what they were. */
        List<String> fullMeaning() {
            if (!dedup) {
                return meaning;
            }
            List<String> full = new ArrayList<>(meaning);
            full.add("dedup=id");
            return full;
        }
    }

    /** What fills the fields that a request's rows leave out. */
    RowDefaults defaults(Params params) {
        return RowDefaults.of(params, clock.nanos(), maxFutureNanos);
    }

    /**
     * Records a call's body, and waits for the state that was asked for.
     *
     * @param call the call, which is told when it is a repeat, and still to be answered
     * @param order what to make of it
     * @param errors takes the bad rows
     * @return what was recorded now or before
     * @throws ProblemException where nothing was recorded, or it is not known to have come so far in time
     */
    Recorded record(Call call, Order order, RowErrors errors) throws IOException {
        Recorded recorded = record((Incoming) call, order, errors);
        if (recorded.written() != null && recorded.written().isRepeat()) {
            call.setHeader("Idempotent-Replayed", "true");
        }
        return recorded;
    }

    /** As above, for what came otherwise than as a request; whether it was a repeat, the result tells. */
    Recorded record(Incoming call, Order order, RowErrors errors) throws IOException {
        long startNanos = System.nanoTime();
        Recorded recorded = counted(call, order, errors);
        Written written = recorded.written();
        if (written == null) {
            return recorded;
        }
        if (order.ack() != State.ACCEPTED) {
            await(written, order.ack());
        }
        metrics.acknowledged(order.ack(), System.nanoTime() - startNanos);
        return recorded;
    }

    /** Counts what comes of it; a repeat records nothing. */
    private Recorded counted(Incoming call, Order order, RowErrors errors) throws IOException {
        int recorded = 0;
        long repeated = 0;
        try {
            Recorded result = read(call, order, errors);
            Written written = result.written();
            repeated = result.duplicates();
            if (written != null && written.isRepeat()) {
                repeated += written.count();
            } else if (written != null) {
                recorded = written.count();
            }
            return result;
        } finally {
            metrics.rows(order.source(), recorded, repeated, errors.count());
        }
    }

    /** Reads, decodes and hands over, or finds what an earlier request with the same key did. */
    private Recorded read(Incoming call, Order order, RowErrors errors) throws IOException {
        checkEncoding(call.header("Content-Encoding"));
        String key = IdempotencyKey.text(call);
        if (key != null) {
            keyedWrites.awaitKnown(call.deadline());
        }
        long length = length(call.header("Content-Length"));
        try (Body body = Body.read(call.body(), length, maxBodyBytes, buffers)) {
            return key == null
                    ? submit(body, order, errors, null)
                    : submitOnce(body, order, errors, IdempotencyKey.of(key, order.fullMeaning(), body));
        }
    }

    private Recorded submitOnce(Body body, Order order, RowErrors errors, IdempotencyKey key) {
        // From now on, not since the request began: a large body may have taken long to come.
        try (KeyedWrites.Turn turn = keyedWrites.take(key.key(), key.sent(), Deadline.in(KEY_WAIT_NANOS))) {
            if (turn.before() != null) {
                return new Recorded(turn.before(), duplicatesBefore(body, order, errors, turn.before()));
            }
            Recorded recorded = submit(body, order, errors, key);
            if (recorded.written() != null) {
                turn.recorded(recorded.written());
            }
            return recorded;
        }
    }

    /** The first answer listed the bad rows and counted the duplicates, so this one does. */
    private static long duplicatesBefore(Body body, Order order, RowErrors errors, Written before) {
        if (!order.partial() && !order.dedup()) {
            return 0;
        }
        RowTarget.Counting good = new RowTarget.Counting();
        order.decoding().decode(body, good, errors);
        return order.dedup() ? good.count() - before.count() : 0;
    }

    private Recorded submit(Body body, Order order, RowErrors errors, IdempotencyKey key) {
        if (!order.dedup()) {
            return new Recorded(submitRows(body, order, errors, key, null), 0);
        }
        Written written;
        Recorded recorded;
        Written before;
        long filledSeq;
        try (SeenIds.Turn turn = seenIds.take(Deadline.in(KEY_WAIT_NANOS))) {
            before = turn.before();
            filledSeq = turn.filledSeq();
            written = submitRows(body, order, errors, key, turn);
            if (written != null) {
                turn.recorded(written);
            }
            recorded = new Recorded(written, turn.duplicates());
        }
        if (written == null && recorded.duplicates() > 0) {
            awaitOthers(order.ack(), before, filledSeq);
        }
        return recorded;
    }

    /** A request that has nothing of its own is told of a state when the ticks have it that it repeats. */
    private void awaitOthers(State ack, Written before, long filledSeq) {
        if (ack == State.ACCEPTED) {
            return;
        }
        if (before != null) {
            await(before, ack);
        } else if (ack != State.APPENDED) {
            awaitMore(ack, filledSeq, filledSeq, Deadline.in(ACK_WAIT_NANOS));
        }
    }

    private Written submitRows(Body body, Order order, RowErrors errors, IdempotencyKey key, SeenIds.Turn turn) {
        try (Request request = capture.request(WhenFull.REFUSE)) {
            RowTarget target = RowTarget.into(request);
            order.decoding().decode(body, turn == null ? target : new UnseenTicks(target, turn), errors);
            if (errors.count() > 0 && !order.partial()) {
                throw errors.refusal();
            }
            int count = request.count();
            if (count == 0) {
                return null;
            }
            if (key != null) {
                key.put(request);
            }
            return Written.now(count, capture.submit(request, WhenFull.REFUSE));
        }
    }

    /**
     * Whether a request asks for {@code dedup=id}.
     *
     * @throws ProblemException bad_parameter
     */
    static boolean dedup(Params params) {
        String by = params.text("dedup");
        if (by != null && !by.equals("id")) {
            throw Params.bad("dedup", by, "id");
        }
        return by != null;
    }

    private static void checkEncoding(String encoding) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        if (!List.of("gzip", "x-gzip", "identity", "").contains(name)) {
            throw new ProblemException(
                    415,
                    "unsupported_encoding",
                    "Content-Encoding is " + Shown.of(encoding) + ": expected gzip or none");
        }
    }

    private static long length(String header) {
        try {
            return header == null ? -1 : Long.parseLong(header.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Waits from now on, not since the request began: a large body may have taken long to come. */
    private void await(Written written, State ack) {
        Deadline deadline = Deadline.in(ACK_WAIT_NANOS);
        try {
            if (!written.awaitAppended(deadline.remainingNanos())) {
                throw new ProblemException(
                        504,
                        "ack_timeout",
                        "the ticks were accepted, but are not in the journal yet: they may get there, so send them again"
                                + " with the same Idempotency-Key, or look before sending them again without one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                            503, "closing", "the server is closing: the ticks were accepted, and may be recorded")
                    .withRetryAfter(5);
        }
        if (ack != State.APPENDED) {
            awaitMore(ack, written.firstSeq(), written.lastSeq(), deadline);
        }
    }

    private void awaitMore(State ack, long firstSeq, long lastSeq, Deadline deadline) {
        try {
            acks.await(ack, lastSeq, deadline);
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.TIMEOUT) {
                throw e;
            }
            String state = ack.name().toLowerCase(Locale.ROOT);
            throw new ProblemException(
                            504,
                            "ack_timeout",
                            "the ticks are recorded, but were not " + state
                                    + " within 10 s: do not send them again, ask /v1/ack/" + lastSeq)
                    .with("first_seq", firstSeq)
                    .with("last_seq", lastSeq);
        }
    }
}
