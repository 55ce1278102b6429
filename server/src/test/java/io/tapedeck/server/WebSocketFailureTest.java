package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.EpochClock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goal: where the recording of a client's ticks fails as nobody foresaw, its connection ends and says so, and no other does. */
@Timeout(60)
class WebSocketFailureTest {
    private static final String TICKS = "{\"op\":\"ticks\",\"ticks\":[{\"symbol\":\"A\",\"price\":1.50}]}";

    @TempDir
    Path data;

    private volatile boolean fails;
    private final CountDownLatch failing = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** The clock, which is asked for the time of rows that have none. */
    private long nanos() {
        if (fails
                && StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().equals(WsTicks.class.getName())))) {
            failing.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new OutOfMemoryError("made by a test");
        }
        return EpochClock.SYSTEM.nanos();
    }

    @Test
    void anErrorInTheWorkerEndsTheConnectionAndSaysSo() throws Exception {
        try (DeckFixture fixture = new DeckFixture(DeckFixture.config(data).withClock(this::nanos));
                SocketClient socket = new SocketClient(fixture.server.address(), "?after=0");
                SocketClient other = new SocketClient(fixture.server.address(), "?after=0")) {
            socket.next("hello");
            socket.send(TICKS);
            assertThat(socket.next("ack").path("last_seq").asLong()).isEqualTo(1);
            fails = true;
            released.countDown();
            socket.send(TICKS);
            JsonNode bye = socket.next("bye");
            assertThat(bye.path("reason").asString()).isEqualTo("failed");
            assertThat(bye.path("after").asLong()).isEqualTo(1);
            assertThat(bye.path("code").asString()).isEqualTo("internal");
            assertThat(bye.path("detail").asString()).contains("whether they are recorded is not known");
            assertThat(socket.awaitClose()).isEqualTo(1011);
            assertThat(fixture.client
                            .json("/health")
                            .path("streams")
                            .path("failed")
                            .asLong())
                    .isEqualTo(1);
            fails = false;
            other.send(TICKS);
            assertThat(other.next("ack").path("last_seq").asLong()).isEqualTo(2);
        }
    }

    @Test
    void oneThatIsBeingEndedEndsAlsoWhereItsAcknowledgementWillNotCome() throws Exception {
        try (DeckFixture fixture = new DeckFixture(DeckFixture.config(data).withClock(this::nanos));
                SocketClient socket = new SocketClient(fixture.server.address(), "")) {
            socket.next("hello");
            fails = true;
            socket.send(TICKS);
            assertThat(failing.await(30, TimeUnit.SECONDS)).isTrue();
            fixture.deck.streams().endAll(Bye.CLOSING);
            released.countDown();
            JsonNode bye = socket.next();
            assertThat(bye.path("kind").asString()).isEqualTo("bye");
            assertThat(bye.path("reason").asString()).isEqualTo("closing");
            assertThat(socket.awaitClose()).isEqualTo(1001);
        }
    }
}
