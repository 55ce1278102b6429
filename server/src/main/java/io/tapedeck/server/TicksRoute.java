package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.State;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/ticks}: records the ticks of a body. The body is read and decoded whole before anything is recorded, and
 * then recorded whole: its ticks are numbered without a hole, and a crash leaves all of them or none. Many threads.
 */
final class TicksRoute implements Route {
    private static final long ACK_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Submitted(int count, Receipt receipt) {}

    private final Capture capture;
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
     * @param acks tells how far ticks have come
     * @param metrics what counts rows and times acknowledgements
     * @param clock the wall clock
     * @param maxBodyBytes the bound on a body after decompression; bodies being read share four times as much
     * @param maxFutureNanos how far ahead of the clock a tick's time may be
     */
    TicksRoute(Capture capture, Acks acks, Metrics metrics, EpochClock clock, long maxBodyBytes, long maxFutureNanos) {
        this.capture = capture;
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
        Submitted submitted = counted(call, errors);
        if (submitted.receipt() != null) {
            if (ack != State.ACCEPTED) {
                await(submitted.receipt(), ack);
            }
            metrics.acknowledged(ack, System.nanoTime() - startNanos);
        }
        call.json(
                ack == State.ACCEPTED ? 202 : 200,
                json -> WriteAnswer.write(json, submitted.count(), submitted.receipt(), ack, errors));
    }

    private Submitted counted(Call call, RowErrors errors) throws IOException {
        int recorded = 0;
        try {
            Submitted submitted = record(call, errors);
            recorded = submitted.count();
            return submitted;
        } finally {
            metrics.rows(recorded, errors.count());
        }
    }

    /** Reads, decodes and submits; the receipt is null where no row was good. */
    private Submitted record(Call call, RowErrors errors) throws IOException {
        boolean partial = call.params().flag("partial");
        RowDefaults defaults = RowDefaults.of(call.params(), clock.nanos(), maxFutureNanos);
        String contentType = call.header("Content-Type");
        BodyForm form = BodyForm.of(contentType);
        checkEncoding(call.header("Content-Encoding"));
        String key = call.header("Idempotency-Key");
        IdempotencyKey.check(key);
        long length = length(call.header("Content-Length"));
        try (Body body = Body.read(call.body(), length, maxBodyBytes, buffers);
                Request request = capture.request(WhenFull.REFUSE)) {
            new TickDecoder(RowTarget.into(request), defaults, errors, partial).decode(body, form, isForm(contentType));
            if (errors.count() > 0 && !partial) {
                throw errors.refusal();
            }
            int count = request.count();
            if (count == 0) {
                return new Submitted(0, null);
            }
            if (key != null) {
                IdempotencyKey.put(key, body, request);
            }
            return new Submitted(count, capture.submit(request, WhenFull.REFUSE));
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
    private void await(Receipt receipt, State ack) {
        Deadline deadline = Deadline.in(ACK_WAIT_NANOS);
        try {
            if (!receipt.awaitAppended(deadline.remainingNanos())) {
                throw new ProblemException(
                        504,
                        "ack_timeout",
                        "the ticks were accepted, but are not in the journal yet: they may get there, so ask before sending"
                                + " them again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                            503, "closing", "the server is closing: the ticks were accepted, and may be recorded")
                    .withRetryAfter(5);
        }
        if (ack != State.APPENDED) {
            awaitMore(receipt, ack, deadline);
        }
    }

    private void awaitMore(Receipt receipt, State ack, Deadline deadline) {
        try {
            acks.await(ack, receipt.lastSeq(), deadline);
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.TIMEOUT) {
                throw e;
            }
            String state = ack.name().toLowerCase(Locale.ROOT);
            throw new ProblemException(
                            504,
                            "ack_timeout",
                            "the ticks are recorded, but were not " + state
                                    + " within 10 s: do not send them again, ask /v1/ack/" + receipt.lastSeq())
                    .with("first_seq", receipt.firstSeq())
                    .with("last_seq", receipt.lastSeq());
        }
    }
}
