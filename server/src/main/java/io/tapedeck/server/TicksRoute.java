package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.State;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/ticks}: records the ticks of a body. The body is read and decoded whole before anything is recorded, and
 * then recorded whole: its ticks are numbered without a hole, and a crash leaves all of them or none. One that comes again
 * with the same {@code Idempotency-Key} is not recorded again, but answered as it was. Many threads.
 */
final class TicksRoute implements Route {
    private static final long ACK_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long KEY_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Capture capture;
    private final KeyedWrites keyedWrites;
    private final Acks acks;
    private final Metrics metrics;
    private final EpochClock clock;
    private final long maxBodyBytes;
    private final long maxFutureNanos;
    private final BodyBuffers buffers;

    /**
     * The route.
     *
     * @param capture the way in, not closed here
     * @param keyedWrites the deck's requests with keys
     * @param acks tells how far ticks have come
     * @param metrics what counts rows and times acknowledgements
     * @param clock the wall clock
     * @param maxBodyBytes the bound on a body after decompression; bodies being read share four times as much
     * @param maxFutureNanos how far ahead of the clock a tick's time may be
     */
    TicksRoute(
            Capture capture,
            KeyedWrites keyedWrites,
            Acks acks,
            Metrics metrics,
            EpochClock clock,
            long maxBodyBytes,
            long maxFutureNanos) {
        this.capture = capture;
        this.keyedWrites = keyedWrites;
        this.acks = acks;
        this.metrics = metrics;
        this.clock = clock;
        this.maxBodyBytes = maxBodyBytes;
        this.maxFutureNanos = maxFutureNanos;
        buffers = new BodyBuffers(4 * maxBodyBytes);
    }

    @Override
    public List<String> parameters() {
        return List.of("ack", "partial", "symbol", "venue", "zone");
    }

    @Override
    public void answer(Call call) throws IOException {
        State ack = call.params().choice("ack", State.class, State.APPENDED);
        long startNanos = System.nanoTime();
        RowErrors errors = new RowErrors();
        Written written = counted(call, errors);
        if (written != null) {
            if (ack != State.ACCEPTED) {
                await(written, ack);
            }
            metrics.acknowledged(ack, System.nanoTime() - startNanos);
        }
        if (written != null && written.isRepeat()) {
            call.setHeader("Idempotent-Replayed", "true");
        }
        call.json(ack == State.ACCEPTED ? 202 : 200, json -> WriteAnswer.write(json, written, ack, errors));
    }

    /** Counts what comes of it; a repeat records nothing. */
    private Written counted(Call call, RowErrors errors) throws IOException {
        int recorded = 0;
        int repeated = 0;
        try {
            Written written = record(call, errors);
            if (written != null && written.isRepeat()) {
                repeated = written.count();
            } else if (written != null) {
                recorded = written.count();
            }
            return written;
        } finally {
            metrics.rows(recorded, repeated, errors.count());
        }
    }

    /** Reads, decodes and hands over, or finds what an earlier request with the same key did; null where no row was good. */
    private Written record(Call call, RowErrors errors) throws IOException {
        boolean partial = call.params().flag("partial");
        RowDefaults defaults = RowDefaults.of(call.params(), clock.nanos(), maxFutureNanos);
        String contentType = call.header("Content-Type");
        BodyForm form = BodyForm.of(contentType);
        checkEncoding(call.header("Content-Encoding"));
        String key = IdempotencyKey.text(call);
        if (key != null) {
            keyedWrites.awaitKnown(call.deadline());
        }
        long length = length(call.header("Content-Length"));
        try (Body body = Body.read(call.body(), length, maxBodyBytes, buffers)) {
            Decoding decoding = target ->
                    new TickDecoder(target, defaults, errors, partial).decode(body, form, isForm(contentType));
            return key == null
                    ? submit(decoding, errors, partial, null)
                    : submitOnce(decoding, errors, partial, IdempotencyKey.of(key, meaning(call.params()), body));
        }
    }

    /** The values of the parameters that change what a body means; journals keep a hash of them, so their order stays. */
    private static List<String> meaning(Params params) {
        String partial = params.flag("partial") ? "true" : null;
        return Arrays.asList(partial, params.text("symbol"), params.text("venue"), params.text("zone"));
    }

    /** Decodes a body into a target, and its bad rows into the errors. */
    private interface Decoding {
        void into(RowTarget target);
    }

    private Written submitOnce(Decoding decoding, RowErrors errors, boolean partial, IdempotencyKey key) {
        // From now on, not since the request began: a large body may have taken long to come.
        try (KeyedWrites.Turn turn = keyedWrites.take(key.key(), key.sent(), Deadline.in(KEY_WAIT_NANOS))) {
            if (turn.before() != null) {
                if (partial) {
                    decoding.into(RowTarget.nowhere()); // the first answer listed the bad rows, so this one does
                }
                return turn.before();
            }
            Written written = submit(decoding, errors, partial, key);
            if (written != null) {
                turn.recorded(written);
            }
            return written;
        }
    }

    private Written submit(Decoding decoding, RowErrors errors, boolean partial, IdempotencyKey key) {
        try (Request request = capture.request(WhenFull.REFUSE)) {
            decoding.into(RowTarget.into(request));
            if (errors.count() > 0 && !partial) {
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

    private static void checkEncoding(String encoding) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        if (!List.of("gzip", "x-gzip", "identity", "").contains(name)) {
            throw new ProblemException(
                    415,
                    "unsupported_encoding",
                    "Content-Encoding is " + Shown.of(encoding) + ": expected gzip or none");
        }
    }

    /** Whether the client said that the body is a form, as {@code curl -d} does. */
    private static boolean isForm(String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
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
            awaitMore(written, ack, deadline);
        }
    }

    private void awaitMore(Written written, State ack, Deadline deadline) {
        try {
            acks.await(ack, written.lastSeq(), deadline);
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.TIMEOUT) {
                throw e;
            }
            String state = ack.name().toLowerCase(Locale.ROOT);
            throw new ProblemException(
                            504,
                            "ack_timeout",
                            "the ticks are recorded, but were not " + state
                                    + " within 10 s: do not send them again, ask /v1/ack/" + written.lastSeq())
                    .with("first_seq", written.firstSeq())
                    .with("last_seq", written.lastSeq());
        }
    }
}
