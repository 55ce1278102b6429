package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.KeepJournal;
import io.tapedeck.journal.Tick;
import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a tail under which retention drops what it was to read next goes on with what is left, and says what is missing. Method: a
 * journal of a file a record, whose tail is held up while its clock steps on and its files are dropped.
 */
@Timeout(60)
class LiveTailTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final KeepJournal TWO_HOURS = new KeepJournal(Duration.ofHours(2), Long.MAX_VALUE);

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(DeckFixture.nanos(DeckFixture.START));
    private final Held held = new Held();
    private Journal journal;
    private LiveTail tail;

    /** Who hears of the tail, and holds it up at its first tick until it is let go. */
    private static final class Held implements LiveTail.Audience {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile boolean failed;

        @Override
        public void tick(Tick tick) {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void wake() {}

        @Override
        public void tailFailed(LiveTail failedTail, Throwable cause) {
            failed = true;
        }
    }

    @BeforeEach
    void open() {
        journal = Journal.open(JournalConfig.defaults(directory).withClock(now::get));
    }

    @AfterEach
    void close() {
        held.released.countDown();
        if (tail != null) {
            tail.stop();
            tail.join();
        }
        journal.close();
    }

    private void trades(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            journal.capture().trade("A", now.get(), "1", "1", null);
            journal.capture().flush().awaitAppended(PATIENCE_NANOS);
            step();
        }
    }

    /** What is appended next is in a new file. */
    private void step() {
        now.addAndGet(TimeUnit.MINUTES.toNanos(61));
    }

    /** Begins, and stands still at the first trade. */
    private void holdUp() throws InterruptedException {
        tail = new LiveTail(journal, new EventPlace(0, 0), held);
        tail.start();
        trades(1);
        assertThat(held.reached.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Drops all but the newest files; what is not forced to disk yet stays. */
    private long drop() {
        Await.until("forced", () -> journal.syncedRecord() == journal.appendedRecord());
        assertThat(journal.dropFiles(TWO_HOURS).files()).isPositive();
        return journal.baseSeq();
    }

    /** The frames that are in the ring when it has come to a tick: a tick's number, or the frame of something else. */
    private List<String> frames(long seq) {
        Await.until("seq " + seq, () -> held.failed || tail.ring().endSeq() == seq);
        assertThat(held.failed).isFalse();
        List<String> frames = new ArrayList<>();
        LiveChunk chunk = tail.ring().chunk(0);
        for (int entry = 0; entry < chunk.count(); entry++) {
            String place = FrameText.id(new EventPlace(chunk.seq(entry), chunk.record(entry)));
            String json = new String(
                    chunk.bytes(),
                    chunk.object(entry),
                    chunk.end(entry) - chunk.object(entry) - 2,
                    StandardCharsets.UTF_8);
            boolean isTick = chunk.kind(entry) == FrameKind.TRADE;
            frames.add(isTick ? place : place + " " + FrameKind.name(chunk.kind(entry)) + " " + json);
        }
        return frames;
    }

    private static List<String> expected(List<String> first, long fromSeq, long toSeq) {
        List<String> expected = new ArrayList<>(first);
        for (long seq = fromSeq; seq <= toSeq; seq++) {
            expected.add(Long.toString(seq));
        }
        return expected;
    }

    @Test
    void filesThatAreDroppedWhileItStandsStillAreAGap() throws Exception {
        holdUp();
        trades(7);
        long base = drop();
        assertThat(base).isGreaterThan(3);
        held.released.countDown();
        List<String> frames = frames(8);
        long missing = 2;
        while (frames.get((int) missing - 1).equals(Long.toString(missing))) {
            missing++; // of what was mapped some is still read
        }
        String gap = (base - 1) + " gap {\"from\":" + missing + ",\"to\":" + (base - 1) + ",\"reason\":\"retention\"}";
        assertThat(frames.subList((int) missing - 1, frames.size())).isEqualTo(expected(List.of(gap), base, 8));
        trades(2);
        assertThat(frames(10)).endsWith("9", "10");
        assertThat(sent("B", "trade"))
                .as("whoever follows anything is told")
                .isEqualTo("id: " + gap.replace(" gap ", "\nevent: gap\ndata: ") + "\n\n");
    }

    @Test
    void eventsThatAreDroppedWhileItStandsStillAreAGapWithoutANumber() throws Exception {
        holdUp();
        for (int i = 0; i < 7; i++) {
            TestEvents.alert(journal.capture(), "A", i).awaitAppended(PATIENCE_NANOS);
            step();
        }
        trades(1);
        assertThat(drop()).isEqualTo(2);
        List<EventPlace> left = TestEvents.places(journal, (symbol, kind) -> true);
        held.released.countDown();
        List<String> frames = frames(2);
        int gap = 1;
        while (frames.get(gap).contains(" alert ")) {
            gap++; // of what was mapped some is still read
        }
        String place = "1-" + (left.get(0).record() - 2); // in front of that alert's own file and its header
        assertThat(frames.get(gap))
                .isEqualTo(place + " gap {\"from\":2,\"to\":1,\"reason\":\"retention\",\"place\":\"" + place + "\"}");
        assertThat(frames.subList(gap + 1, frames.size()).stream()
                        .map(frame -> frame.split(" ", 2)[0])
                        .toList())
                .isEqualTo(left.stream().map(FrameText::id).toList());
        assertThat(sent("B", "trade")).isEmpty();
        assertThat(sent("B", "alert"))
                .startsWith("id: " + place + "\nevent: gap\n")
                .endsWith("}\n\n");
        assertThat(sent("A", "trade,alert").split("\nevent: gap\n")).hasSize(2);
    }

    /** What a client is sent that has read the ring from its beginning. */
    private String sent(String symbols, String kinds) throws IOException {
        SlowSink sink = new SlowSink(1 << 20);
        try (LiveStreams streams = new LiveStreams(journal, null, now::get, "tape")) { // which counts what is sent
            StreamBuffer buffer = new StreamBuffer(streams, sink.channel(), Framing.SERVER_SENT_EVENTS);
            RingFill client = new RingFill(new ReachedPlace(new EventPlace(0, 0)), buffer);
            client.begin(tail.ring());
            client.fill(new StreamFilter(List.of(StreamRule.of(symbols, kinds)), journal.symbols()));
            buffer.write();
        }
        return sink.text();
    }

    @Test
    void filesThatAreDroppedBeforeItBeginsToReadAreAGap() throws Exception {
        trades(2);
        tail = new LiveTail(journal, new EventPlace(journal.appendedSeq(), journal.appendedRecord()), held);
        trades(6);
        long base = drop();
        held.released.countDown();
        tail.start();
        String gap = (base - 1) + " gap {\"from\":3,\"to\":" + (base - 1) + ",\"reason\":\"retention\"}";
        assertThat(frames(8)).isEqualTo(expected(List.of(gap), base, 8));
    }
}
