package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Goal: a client that asks and changes its subscriptions at any moment, while it is served out of the journal, while it crosses to live
 * and behind that, is answered between whole frames, is told where it stands, and neither misses a tick nor gets one twice.
 */
@Timeout(120)
class WebSocketChangesTest {
    private static final int CLIENTS = 6;
    private static final int TICKS = 20_000;

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    @Test
    void answersStandBetweenTheFramesAndSayWhereTheClientStands() throws Exception {
        long seed = System.nanoTime();
        trades(TICKS / 2, 0);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i);
            clients.add(CompletableFuture.runAsync(() -> follow(random), task -> new Thread(task).start()));
        }
        trades(TICKS / 2, 500);
        assertThat(CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)))
                .as("seed %d", seed)
                .succeedsWithin(100, TimeUnit.SECONDS);
    }

    private void trades(int count, int pauseEvery) throws InterruptedException {
        for (int i = 1; i <= count; i++) {
            fixture.trade("A" + i % 7, i, "1", "1", null, null);
            if (pauseEvery > 0 && i % pauseEvery == 0) {
                LockSupport.parkNanos(5_000_000);
            }
        }
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(20));
    }

    private void follow(Random random) {
        try (BareSocket socket = new BareSocket(fixture.server.address(), "?after=0")) {
            long seen = 0;
            String awaited = null; // the answer
            while (seen < TICKS || awaited != null) {
                JsonNode message = socket.next();
                String kind = message.path("kind").asString();
                if (kind.equals("trade")) {
                    assertThat(message.path("seq").asLong()).isEqualTo(++seen);
                } else if (!kind.equals("hello")) {
                    assertThat(kind).isEqualTo(awaited);
                    String place = kind.equals("pong") ? "seq" : "after";
                    assertThat(message.path(place).asLong()).as(kind).isEqualTo(seen);
                    awaited = null;
                    if (kind.equals("unsubscribed")) {
                        awaited = ask(socket, "subscribe", ",\"after\":" + seen);
                    }
                }
                if (awaited == null && random.nextInt(100) == 0) {
                    awaited = askSomething(socket, random);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String askSomething(BareSocket socket, Random random) throws IOException {
        return switch (random.nextInt(3)) {
            case 0 -> ask(socket, "ping", "");
            case 1 -> ask(socket, "subscribe", ",\"symbols\":\"B*\"");
            default -> ask(socket, "unsubscribe", ""); // from all
        };
    }

    private static String ask(BareSocket socket, String op, String more) throws IOException {
        socket.send("{\"op\":\"" + op + "\"" + more + "}");
        return op.equals("ping") ? "pong" : op + "d";
    }
}
