package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Receipt;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events, positions and alerts of a tape are those that its journal makes; where they are not, verify says so and recover mends it. */
final class VerifyEventsTest {
    @TempDir
    private static Path recorded;

    @TempDir
    private Path data;

    private SpoiledDeck deck;

    @BeforeAll
    static void recordOnce() throws InterruptedException {
        long seed = Long.getLong("tapedeck.events.seed", System.nanoTime());
        System.out.println("tapedeck.events.seed " + seed);
        Random random = new Random(seed);
        RecordedDeck.record(recorded, random, 1, 2_000);
        for (int run = 0; run < 3; run++) {
            try (Tapedeck deck = Tapedeck.open(recorded)) {
                for (int i = 0; i < 20; i++) {
                    RecordedDeck.send(deck, random, 50);
                    event(deck, random, run * 20 + i);
                }
                deck.writer().awaitCommitted(deck.journal().appendedSeq(), RecordedDeck.WAIT_NANOS);
            }
        }
    }

    @BeforeEach
    void copy() throws IOException {
        deck = new SpoiledDeck(RecordedDeck.copy(recorded, data));
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }

    private static void event(Tapedeck deck, Random random, int i) throws InterruptedException {
        boolean isAlert = i % 4 == 1;
        EventFields event = i % 4 == 0 ? open(random, i) : isAlert ? alert(random, i) : change(random, i);
        Receipt receipt = deck.capture().event(isAlert ? StoredEvent.ALERT : StoredEvent.POSITION, event.bytes());
        assertThat(receipt.awaitAppended(RecordedDeck.WAIT_NANOS)).isTrue();
    }

    private static EventFields open(Random random, int i) {
        return new EventFields()
                .put("op", "OPEN")
                .put("id", "p" + i)
                .put("symbol", "S" + random.nextInt(10))
                .put("side", random.nextBoolean() ? "LONG" : "SHORT")
                .put("quantity", 3)
                .put("contract_size", 1)
                .put("stop", 6_015 + random.nextInt(20))
                .put("price", 6_020);
    }

    /** Every other one is about a price, the others about the position that was opened before, or about silence. */
    private static EventFields alert(Random random, int i) {
        EventFields event = new EventFields()
                .put("op", "SET")
                .put("id", "a" + i)
                .put("symbol", "S" + random.nextInt(10))
                .put("repeats", random.nextInt(2));
        if (i % 8 == 5) {
            return event.put("type", "PRICE")
                    .put("of", random.nextBoolean() ? "TRADE" : "BID")
                    .put("direction", "ANY")
                    .put("level", 6_025);
        }
        String type = List.of("STOP", "DRAWDOWN", "SILENCE").get(i / 8 % 3);
        if (type.equals("SILENCE")) {
            return event.put("type", type).put("seconds", 3_600);
        }
        return event.put("type", type).put("position", "p" + (i - 1)).put("amount", 20);
    }

    private static EventFields change(Random random, int i) {
        boolean adds = i % 4 == 2;
        return new EventFields()
                .put("op", adds ? "ADD" : "CLOSE")
                .put("id", "p" + (i / 4 * 4 - (adds ? 0 : random.nextInt(3) * 4)))
                .put("quantity", 1)
                .put("price", 6_021);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            position | UPDATE position SET state = replace(state, 'best_seq=', 'best_seq=1') WHERE id = 'p8'
            position | DELETE FROM position WHERE id = 'p0'
            position | UPDATE position SET closed = 1 - closed WHERE id = 'p4'
            position | UPDATE position SET state = 'x' WHERE id = 'p4'
            position | UPDATE position SET ref = 'other' WHERE id = 'p8'
            position | UPDATE position SET opened_seq = opened_seq + 1 WHERE id = 'p8'
            position | UPDATE position SET opened_record = opened_record - 1 WHERE id = 'p12'
            event | DELETE FROM event WHERE subject = 'p12'
            event | UPDATE event SET body = replace(body, 'quantity=3', 'quantity=4') WHERE subject = 'p16'
            alert | UPDATE alert SET state = replace(state, 'level=6025', 'level=6026') WHERE id = 'a5'
            alert | UPDATE alert SET state = replace(state, 'floor=', 'floor=-') WHERE id = 'a5'
            alert | UPDATE alert SET state = replace(replace(replace(state, 'armed=1', 'armed=2'), 'armed=0', 'armed=1'), 'armed=2', 'armed=0') WHERE id = 'a9'
            alert | UPDATE alert SET state = (SELECT state FROM alert WHERE id = 'a5') WHERE id = 'a13'
            alert | UPDATE alert SET set_seq = set_seq - 1 WHERE id = 'a5'
            alert | UPDATE alert SET set_record = set_record + 1 WHERE id = 'a9'
            alert | DELETE FROM alert WHERE id = 'a1'""")
    void findsWhatWasChangedAndRecoverMendsIt(String table, String change) throws Exception {
        deck.change(change);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(deck.text()).contains("damage    tape.db, table " + table + ": ");
        assertThat(deck.run("recover")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void aTapeThatIsBuiltAgainHasTheSame() {
        assertThat(deck.run("recover", "--rebuild")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }
}
