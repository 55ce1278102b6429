package io.tapedeck.server;

import io.tapedeck.server.WsDecoder.Message;
import io.tapedeck.server.WsDecoder.Opcode;
import io.tapedeck.server.WsDecoder.Violation;
import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * A client of the WebSocket: one stream, whose filter its messages change, and ticks that it sends. Its messages are taken one
 * by one: while ticks of one are being recorded by a worker, while one that asks for the place or changes the filter waits for the catch-up worker, or
 * while it does not read what it was answered, nothing more is read from it. No stream ends before ticks that are being recorded
 * were acknowledged. Its connection's IO thread.
 */
final class WsSubscriber extends Subscriber {
    private static final int MAX_RULES = 64;

    /** Answers that may wait for a client before nothing more is read from it, and their bytes. */
    private static final int MAX_ANSWERS = 16;

    private static final int MAX_ANSWER_BYTES = 32 << 10;

    private static final int READ_BYTES = 8 << 10;

    /** A client that sends as fast as it is read keeps no thread to itself. */
    private static final int READS_A_TURN = 8;

    private static final int CLOSING_SECONDS = 2; // what a server that stops waits for

    private static final Problem RECORDING_FAILED = new Problem(
            500,
            "internal",
            "the server failed while it recorded ticks, and whether they are recorded is not known: send them again, with the"
                    + " idempotency_key that they had; its log has the cause");

    /** What a client may not do, and why; null for what it may. */
    record Rights(ProblemException noReading, ProblemException noWriting) {}

    private final StreamConnection connection;
    private final ConduitStreamSourceChannel source;
    private final BodyRecorder recorder;
    private final Executor worker;
    private final Rights rights;
    private final WsInbox inbox;
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private int answerBytes;
    private WsMessage asked; // what is about filter or place, and waits until they are not lent
    private byte[] close; // what ends the connection in answer to the client
    private boolean recording;
    private boolean held; // nothing is read from it

    private WsSubscriber(
            LiveStreams streams,
            BodyRecorder recorder,
            Executor worker,
            StreamConnection connection,
            Rights rights,
            UnfinishedMessages unfinished,
            StreamFilter filter,
            EventPlace after) {
        super(streams, connection.getIoThread(), connection.getSinkChannel(), Framing.WEBSOCKET, filter, after);
        this.connection = connection;
        this.recorder = recorder;
        this.worker = worker;
        this.rights = rights;
        inbox = new WsInbox(unfinished);
        source = connection.getSourceChannel();
    }

    /** Begins, with a subscription where a rule is given. */
    static void start(
            LiveStreams streams,
            BodyRecorder recorder,
            Executor worker,
            StreamConnection connection,
            Rights rights,
            UnfinishedMessages unfinished,
            StreamRule rule,
            EventPlace after) {
        WsSubscriber started = new WsSubscriber(
                streams,
                recorder,
                worker,
                connection,
                rights,
                unfinished,
                new StreamFilter(rule == null ? List.of() : List.of(rule), streams.symbols()),
                after);
        connection.setCloseListener(closed -> started.gone()); // at once, where it is closed already
        try {
            started.begin();
        } catch (RuntimeException | Error e) {
            IoUtils.safeClose(connection);
            throw e;
        }
        if (!started.hasEnded()) {
            started.source.getReadSetter().set(channel -> started.read());
            started.source.resumeReads();
            started.read(); // what came along with the handshake
        }
    }

    @Override
    byte[] lastBytes(Bye bye) {
        return WsFrames.close(bye.closeCode(), bye.word() + ", go on after " + FrameText.id(place()));
    }

    @Override
    void beforeFrames() {
        if (asked != null) {
            WsMessage message = asked;
            asked = null;
            answer(WsFrames.of(Opcode.TEXT, answerTo(message)));
        }
        beforeLastFrame();
        if (close != null) {
            endWith(close);
        } else if (held && mayRead()) {
            held = false;
            thread().execute(this::read);
        }
    }

    @Override
    boolean owesAnAnswer() {
        return recording;
    }

    @Override
    void beforeLastFrame() {
        while (!answers.isEmpty()) {
            byte[] answer = answers.poll();
            answerBytes -= answer.length;
            put(answer);
        }
    }

    private void answer(byte[] frame) {
        answers.add(frame);
        answerBytes += frame.length;
    }

    private boolean mayRead() {
        return !recording
                && asked == null
                && close == null
                && answers.size() < MAX_ANSWERS
                && answerBytes < MAX_ANSWER_BYTES
                && !isEnding();
    }

    /** Reads and does what the client says, as far as it may go on. */
    private void read() {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
            for (int reads = 0; !hasEnded(); reads++) {
                takeMessages();
                if (hasEnded()) {
                    return;
                }
                if (!mayRead()) {
                    held = true;
                    source.suspendReads();
                    return;
                }
                if (reads == READS_A_TURN) {
                    source.resumeReads();
                    source.wakeupReads(); // the others of this thread come first
                    return;
                }
                int bytes = source.read(buffer.clear());
                if (bytes < 0) {
                    gone();
                    return;
                }
                if (bytes == 0) {
                    source.resumeReads();
                    return;
                }
                inbox.add(buffer.flip());
            }
        } catch (IOException e) {
            gone();
        } catch (RuntimeException | Error e) { // what it sent may be lost, so nobody may go on as if it were not
            streams().failed(this, e);
            gone();
        }
    }

    private void takeMessages() {
        try {
            while (mayRead() && !hasEnded()) {
                Message message = inbox.next();
                if (message == null) {
                    return;
                }
                take(message);
            }
            inbox.pause();
        } catch (Violation e) {
            refuse(e);
        }
    }

    @Override
    void look(long nowNanos) {
        try {
            if (close == null) {
                inbox.look(nowNanos);
            }
        } catch (Violation e) {
            refuse(e);
        }
    }

    private void refuse(Violation violation) {
        inbox.pause();
        close = WsFrames.close(violation.closeCode(), violation.getMessage());
        pump();
    }

    @Override
    void afterEnd() {
        inbox.close();
    }

    private void take(Message message) throws Violation {
        switch (message.opcode()) {
            case PING -> answer(WsFrames.of(Opcode.PONG, message.payload()));
            case CLOSE -> close = WsFrames.close(WsDecoder.answerTo(message.payload()), "");
            case TEXT -> take(message.payload());
            default -> {
                return; // a pong
            }
        }
        pump();
    }

    private void take(byte[] utf8) {
        WsMessage message = new WsMessage();
        try {
            message.read(utf8);
            switch (message.op()) {
                case "ticks" -> record(message);
                default -> asked = message;
            }
        } catch (ProblemException | RejectedExecutionException e) {
            answer(WsFrames.of(Opcode.TEXT, WsAnswer.error(message, ProblemTable.problem(e))));
        }
    }

    private void record(WsMessage message) {
        if (rights.noWriting() != null) {
            throw rights.noWriting();
        }
        worker.execute(() -> recordAside(message));
        recording = true;
    }

    /** A worker. */
    private void recordAside(WsMessage message) {
        Runnable told;
        try {
            byte[] answer = WsFrames.of(Opcode.TEXT, WsTicks.record(recorder, message));
            told = () -> recorded(answer);
        } catch (RuntimeException | Error e) { // whatever it is, the client must not wait for ever
            told = () -> recordingFailed(e);
        }
        thread().execute(told);
    }

    private void recorded(byte[] answer) {
        recording = false;
        answer(answer);
        pump();
    }

    private void recordingFailed(Throwable cause) {
        recording = false;
        streams().failed(this, cause);
        end(Bye.FAILED, RECORDING_FAILED);
        pump(); // one that was being ended before waited for this
    }

    /** Does what is asked, and returns the answer, which tells the place behind the frames that are put in front of it. */
    private byte[] answerTo(WsMessage message) {
        try {
            return switch (message.op()) {
                case "subscribe" -> subscribe(message);
                case "unsubscribe" -> unsubscribe(message);
                default -> WsAnswer.pong(message, place().seq());
            };
        } catch (RuntimeException e) {
            return WsAnswer.error(message, ProblemTable.problem(e));
        }
    }

    private byte[] subscribe(WsMessage message) {
        if (rights.noReading() != null) {
            throw rights.noReading();
        }
        StreamRule rule = message.rule();
        List<StreamRule> rules = new ArrayList<>(filter().rules());
        if (!rules.isEmpty() && message.after() != null) {
            throw new ProblemException(
                    409,
                    "already_subscribed",
                    "after is where a connection's stream begins, and this one is under way: unsubscribe first, or open"
                            + " another");
        }
        if (rules.size() == MAX_RULES) {
            throw new ProblemException(
                    400,
                    "bad_message",
                    "there are " + MAX_RULES + " subscriptions, which is all that a connection may have");
        }
        StreamRequest request = StreamRequest.of(streams(), message.after(), message.tapeId(), "after");
        boolean isFirst = rules.isEmpty();
        if (!rules.contains(rule)) {
            rules.add(rule);
        }
        StreamRule.checkNames(
                rules.stream().flatMap(each -> each.symbols().stream()).toList());
        filter(rules);
        if (isFirst) {
            moveTo(request.after());
        }
        return WsAnswer.subscription("subscribed", message, rule, place());
    }

    private byte[] unsubscribe(WsMessage message) {
        List<StreamRule> rules = new ArrayList<>(filter().rules());
        StreamRule rule = message.namesRule() ? message.rule() : null;
        if (rule == null) {
            rules.clear();
        } else if (!rules.remove(rule)) {
            throw new ProblemException(
                    404, "unknown_subscription", "there is no subscription to just these symbols and kinds");
        }
        filter(rules);
        return WsAnswer.subscription("unsubscribed", message, rule, place());
    }

    /** The client is to have all, so the connection goes when it closes its side, or after some seconds. */
    @Override
    void finish() {
        try {
            thread().executeAfter(this::cut, CLOSING_SECONDS, TimeUnit.SECONDS);
            connection.getSinkChannel().shutdownWrites();
            if (!connection.getSinkChannel().flush()) {
                connection
                        .getSinkChannel()
                        .getWriteSetter()
                        .set(ChannelListeners.flushingChannelListener(null, (failed, thrown) -> cut()));
                connection.getSinkChannel().resumeWrites();
            }
            source.getReadSetter().set(channel -> drain());
            source.resumeReads();
            drain();
        } catch (IOException | RejectedExecutionException e) {
            cut();
        }
    }

    private void drain() {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        try {
            int bytes = source.read(buffer);
            for (int reads = 1; bytes > 0 && reads < READS_A_TURN; reads++) {
                bytes = source.read(buffer.clear());
            }
            if (bytes < 0) {
                cut();
            } else if (bytes > 0) {
                source.wakeupReads();
            }
        } catch (IOException e) {
            cut();
        }
    }

    @Override
    void cut() {
        IoUtils.safeClose(connection);
    }
}
