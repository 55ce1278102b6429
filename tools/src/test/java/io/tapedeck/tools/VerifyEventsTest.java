package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Receipt;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events, positions and alerts of a tape are those that its journal makes; where they are not, verify says so and recover mends it. */
final class VerifyEventsTest {
    @TempDir
    private Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void record() throws InterruptedException {
        Random random = new Random(5);
        RecordedDeck.record(data, random, 1, 2_000);
        for (int run = 0; run < 3; run++) {
            try (Tapedeck deck = Tapedeck.open(data)) {
                for (int i = 0; i < 20; i++) {
                    RecordedDeck.send(deck, random, 50);
                    event(deck, random, run * 20 + i);
                }
                deck.writer().awaitCommitted(deck.journal().appendedSeq(), RecordedDeck.WAIT_NANOS);
            }
        }
        assertThat(run("verify")).as(text()).isEqualTo(ExitCodes.OK);
    }

    private static void event(Tapedeck deck, Random random, int i) throws InterruptedException {
        EventFields event = new EventFields();
        int kind = StoredEvent.POSITION;
        if (i % 4 == 0) {
            event.put("op", "OPEN")
                    .put("id", "p" + i)
                    .put("symbol", "S" + random.nextInt(10))
                    .put("side", random.nextBoolean() ? "LONG" : "SHORT")
                    .put("quantity", 3)
                    .put("contract_size", 1)
                    .put("price", 6_020);
        } else if (i % 4 == 1) {
            kind = StoredEvent.ALERT;
            event.put("op", "SET")
                    .put("id", "a" + i)
                    .put("type", "PRICE")
                    .put("symbol", "S" + random.nextInt(10))
                    .put("of", "TRADE")
                    .put("direction", "ANY")
                    .put("repeats", 1)
                    .put("level", 6_025);
        } else {
            event.put("op", i % 4 == 2 ? "ADD" : "CLOSE")
                    .put("id", "p" + (i / 4 * 4 - (i % 4 == 2 ? 0 : random.nextInt(3) * 4)))
                    .put("quantity", 1)
                    .put("price", 6_021);
        }
        Receipt receipt = deck.capture().event(kind, event.bytes());
        assertThat(receipt.awaitAppended(RecordedDeck.WAIT_NANOS)).isTrue();
    }

    private int run(String command) {
        out.reset();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(stream, stream, name -> null, command, "--data", data.toString());
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            position | UPDATE position SET state = replace(state, 'best_seq=', 'best_seq=1') WHERE id = 'p8'
            position | DELETE FROM position WHERE id = 'p0'
            position | UPDATE position SET closed = 1 - closed WHERE id = 'p4'
            position | UPDATE position SET state = 'x' WHERE id = 'p4'
            event | DELETE FROM event WHERE subject = 'p12'
            event | UPDATE event SET body = replace(body, 'quantity=3', 'quantity=4') WHERE subject = 'p16'
            alert | UPDATE alert SET state = replace(state, 'level=6025', 'level=6026') WHERE id = 'a5'
            alert | DELETE FROM alert WHERE id = 'a1'""")
    void findsWhatWasChangedAndRecoverMendsIt(String table, String change) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tape.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(change)).isPositive();
        }
        assertThat(run("verify")).as(text()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(text()).contains("damage    tape.db, table " + table + ": ");
        assertThat(run("recover")).as(text()).isEqualTo(ExitCodes.OK);
        assertThat(run("verify")).as(text()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void aTapeThatIsBuiltAgainHasTheSame() {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Main.run(stream, stream, name -> null, "recover", "--rebuild", "--data", data.toString()))
                .as(text())
                .isEqualTo(ExitCodes.OK);
        assertThat(run("verify")).as(text()).isEqualTo(ExitCodes.OK);
    }
}
