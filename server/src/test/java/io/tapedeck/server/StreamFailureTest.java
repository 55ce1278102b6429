package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.EventStream.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: where the reader of the journal fails, everybody is told so and may come again; nobody waits for what will not come. */
@Timeout(120)
class StreamFailureTest {
    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    /** An interrupt ends it as any failure does; returns false where there is none. */
    private static boolean failTail() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tapedeck-stream-tail") && thread.isAlive()) {
                thread.interrupt();
                return true;
            }
        }
        return false;
    }

    private void trade() throws InterruptedException {
        fixture.trade("A", 0, "1", null, null, null);
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void allAreToldAndNewOnesBegin() throws Exception {
        trade();
        try (EventStream stream = EventStream.open(fixture.server.address(), "?after=0");
                SocketClient socket = new SocketClient(fixture.server.address(), "?after=0")) {
            assertThat(stream.next("trade").id()).isEqualTo("1");
            assertThat(socket.next("trade").path("seq").asLong()).isEqualTo(1);
            assertThat(failTail()).isTrue();
            Event bye = stream.next("bye");
            assertThat(bye.data())
                    .startsWith("{\"reason\":\"failed\",\"after\":1,\"code\":\"internal\",\"detail\":\"")
                    .endsWith("\"}");
            assertThat(stream.next()).isNull();
            assertThat(socket.next("bye").path("reason").asString()).isEqualTo("failed");
            assertThat(socket.awaitClose()).isEqualTo(1011);
        }
        trade();
        try (EventStream stream = EventStream.open(fixture.server.address(), "?after=1")) {
            assertThat(stream.next("trade").id()).isEqualTo("2");
        }
    }

    /** What one that came at any moment got in the end: a tick, or a word that its stream is over. */
    private String first() {
        try (EventStream stream = EventStream.open(fixture.server.address(), "")) {
            if (stream.response().statusCode() == 503) {
                return "refused";
            }
            for (Event event = stream.next(); event != null; event = stream.next()) {
                if (!event.kind().equals("hello")) {
                    return event.kind();
                }
            }
            return "cut without a word";
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void whoComesWhileItFailsIsToldTooAndDoesNotWaitForEver() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                waiting.add(CompletableFuture.supplyAsync(this::first, task -> new Thread(task).start()));
            }
            LockSupport.parkNanos(random.nextInt(3_000_000));
            failTail();
            CompletableFuture<Void> all = CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new));
            for (int tries = 0; !all.isDone() && tries < 1_000; tries++) {
                trade(); // whoever is live gets this
                LockSupport.parkNanos(10_000_000);
            }
            for (CompletableFuture<String> each : waiting) {
                assertThat(each.getNow("nothing"))
                        .as("seed %d, round %d", seed, round)
                        .isIn("trade", "bye", "refused");
            }
        }
    }
}
