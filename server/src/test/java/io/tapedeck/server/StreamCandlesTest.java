package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.server.EventStream.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: whoever begins to follow candles is told of each that a tick completes from then on, however far the tape's writer is ahead of
 * the reader that the streams have.
 */
@Timeout(120)
class StreamCandlesTest {
    private static final int ROUNDS = 12;

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private final LinkedBlockingQueue<LiveTail.Made> frames = new LinkedBlockingQueue<>();

    private LiveCandles candles(String kinds) {
        LiveCandles candles = new LiveCandles(fixture.deck.query(), fixture.deck.clock(), frames::add);
        candles.want(new StreamFilter(
                List.of(StreamRule.of("A", kinds)), fixture.deck.journal().symbols()));
        return candles;
    }

    /** What the tail comes to, after a query sees all that was recorded. */
    private void note(LiveCandles candles, long seq, TickKind kind, long afterSeconds) throws InterruptedException {
        fixture.awaitVisible();
        long ts = DeckFixture.nanos(DeckFixture.START.plusSeconds(afterSeconds));
        candles.tick(new Tick()
                .start(fixture.deck.journal().symbols().number("A"), kind, ts)
                .decimal(0, 1, 0)
                .seq(seq));
    }

    /** The next frames, each as its candle's time, and whether it is complete and a correction. */
    private List<String> next(int count) throws InterruptedException {
        List<String> words = new ArrayList<>();
        while (words.size() < count) {
            LiveTail.Made frame = frames.poll(30, TimeUnit.SECONDS);
            assertThat(frame).as("behind %s", words).isNotNull();
            words.add(words(JsonMapper.shared().readTree(frame.json())));
        }
        return words;
    }

    private static String words(JsonNode candle) {
        return candle.path("ts").asString().substring(11, 16)
                + (candle.path("complete").asBoolean() ? " complete" : "")
                + (candle.path("correction").asBoolean() ? " correction" : "");
    }

    /** The next candle; a heartbeat says that there is none. */
    private static String candle(EventStream stream) throws IOException {
        Event next = stream.next();
        assertThat(next.kind()).isEqualTo("candle");
        return words(JsonMapper.shared().readTree(next.data()));
    }

    private void trade(long afterSeconds) {
        fixture.trade("A", afterSeconds, "1", "1", null, null);
    }

    @Test
    void theFirstTickThatIsNotedCompletesTheCandleBeforeItThoughTheTapeHasItAlready() throws Exception {
        trade(10);
        fixture.awaitVisible();
        try (LiveCandles candles = candles("candle:1m,candle:7s")) {
            trade(70);
            note(candles, 2, TickKind.TRADE, 70);
            assertThat(next(4)).containsExactlyInAnyOrder("10:00 complete", "10:01", "10:00 complete", "10:01");
        }
    }

    @Test
    void severalThatTheTapeHasAreCompletedInTheirOrderAndAreNoCorrections() throws Exception {
        trade(10);
        fixture.awaitVisible();
        try (LiveCandles candles = candles("candle:1m")) {
            trade(70);
            trade(130);
            trade(190);
            for (int seq = 2; seq <= 4; seq++) {
                note(candles, seq, TickKind.TRADE, 60 * seq - 50);
            }
            Set<String> told = new LinkedHashSet<>(); // one that is told while the others come is told again
            while (!told.contains("10:03")) {
                told.addAll(next(1));
            }
            assertThat(told).containsExactly("10:00 complete", "10:01 complete", "10:02 complete", "10:03");
        }
    }

    @Test
    void aLateTickThatIsTheFirstIsACorrectionAndCompletesNothing() throws Exception {
        trade(10);
        trade(70);
        fixture.awaitVisible();
        try (LiveCandles candles = candles("candle:1m")) {
            trade(20);
            note(candles, 3, TickKind.TRADE, 20);
            assertThat(next(1)).containsExactly("10:00 complete correction");
            trade(130);
            note(candles, 4, TickKind.TRADE, 130);
            assertThat(next(2)).containsExactly("10:01 complete", "10:02");
        }
    }

    @Test
    void ofQuotesToo() throws Exception {
        fixture.quote("A", 10, "1", "2");
        fixture.awaitVisible();
        try (LiveCandles candles = candles("candle:1m")) {
            fixture.quote("A", 70, "1", "2");
            note(candles, 2, TickKind.QUOTE, 70);
            assertThat(next(2)).containsExactly("10:00 complete", "10:01");
        }
    }

    @Test
    void whoBeginsWhileACandleClosesIsToldSoWhereItsPlaceIsInFrontOfTheTickThatClosesIt() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int closes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String symbol = "S" + round;
            fixture.trade(symbol, 10, "1", "1", null, null);
            fixture.awaitVisible();
            long pauseNanos = random.nextInt(4_000_000);
            Thread closing = new Thread(() -> {
                LockSupport.parkNanos(pauseNanos);
                fixture.trade(symbol, 70, "1", "1", null, null);
                fixture.deck.capture().flush();
            });
            if (round > 0) {
                closing.start();
            }
            try (EventStream stream = fixture.stream("?kinds=candle:1m&symbols=" + symbol)) {
                if (round == 0) {
                    closing.start(); // one at least closes behind the place
                }
                closing.join();
                fixture.awaitVisible();
                Event hello = stream.next("hello");
                long closingSeq = fixture.deck.journal().appendedSeq();
                if (JsonMapper.shared().readTree(hello.data()).path("after").asLong() < closingSeq) {
                    closes++;
                    List<String> told = List.of(candle(stream), candle(stream));
                    assertThat(told).as("seed %d, round %d", seed, round).containsExactly("10:00 complete", "10:01");
                }
            }
        }
        assertThat(closes).as("seed %d", seed).isPositive();
    }
}
