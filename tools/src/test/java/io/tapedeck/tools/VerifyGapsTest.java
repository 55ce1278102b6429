package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.KeepTicks;
import io.tapedeck.writer.TapeWriter;
import io.tapedeck.writer.TapeWriterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The missing ids of a tape are those that its journal makes; where they are not, verify says so and recover mends it. */
final class VerifyGapsTest {
    private static final long START_NANOS = 1_723_111_200_000_000_000L;
    private static final int SYMBOLS = 3;
    private static final int TRADES = 45_000;

    @TempDir
    private static Path recorded;

    private static final long[] NEXT_ID = new long[SYMBOLS];
    private static boolean filled;
    private static int sent;

    @TempDir
    private Path data;

    private SpoiledDeck deck;

    @BeforeAll
    static void recordOnce() throws InterruptedException {
        Arrays.fill(NEXT_ID, 0);
        filled = false;
        sent = 0;
        record(recorded);
    }

    @BeforeEach
    void copy() throws IOException {
        deck = new SpoiledDeck(RecordedDeck.copy(recorded, data));
    }

    /** S0 loses an id in 36, so that its oldest gaps are joined; S1 one in 900, some of which come late; S2 has other ids. */
    private static void record(Path data) throws InterruptedException {
        JournalConfig journal = JournalConfig.defaults(data.resolve("journal")).withRoll(1 << 20, Duration.ofHours(1));
        for (int run = 0; run < 3; run++) {
            try (Journal deck = Journal.open(journal);
                    TapeWriter writer = TapeWriter.open(
                            data.resolve("tape.db"), deck, TapeWriterConfig.defaults(), failure -> {})) {
                for (int request = 0; request < 20; request++) {
                    send(deck, TRADES / 60);
                }
                assertThat(writer.awaitCommitted(deck.appendedSeq(), RecordedDeck.WAIT_NANOS))
                        .isTrue();
            }
        }
    }

    private static void send(Journal journal, int trades) throws InterruptedException {
        Tick tick = new Tick();
        try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
            for (int i = 0; i < trades; i++, sent++) {
                int symbol = Math.max(0, sent % 10 - 7); // in the order of their numbers
                long id = ++NEXT_ID[symbol];
                if (symbol == 0 && id % 36 == 0 || symbol == 1 && id % 900 == 0) {
                    id = ++NEXT_ID[symbol];
                }
                if (symbol == 1 && id % 1_800 == 1_350 && !filled) {
                    id = id - 450; // that of the gap in front
                    NEXT_ID[symbol]--;
                    filled = true;
                } else if (symbol == 1) {
                    filled = false;
                }
                byte[] name = ("S" + symbol).getBytes(StandardCharsets.US_ASCII);
                tick.start(request.symbol(name, 0, name.length), TickKind.TRADE, START_NANOS + sent * 5_000_000_000L)
                        .decimal(0, 100, 0)
                        .decimal(1, 1, 0);
                if (symbol == 2) {
                    tick.id("t" + id);
                } else {
                    tick.idNumber(id);
                }
                request.add(tick);
            }
            journal.capture().submit(request, Capture.WhenFull.WAIT).awaitAppended(RecordedDeck.WAIT_NANOS);
        }
    }

    private static final String CHANGES = """
            id_gap | DELETE FROM id_gap WHERE symbol = 1 AND number = 4
            id_gap | DELETE FROM id_gap WHERE symbol = 0
            id_gap | UPDATE id_gap SET to_id = to_id + 1 WHERE symbol = 1 AND number = 4
            id_gap | UPDATE id_gap SET after_ts = after_ts - 1 WHERE symbol = 0 AND number = 1000
            id_gap | UPDATE id_gap SET before_seq = before_seq - 1 WHERE symbol = 1 AND number = 2
            id_gap | UPDATE id_gap SET number = number + 500 WHERE symbol = 1 AND number = 4
            id_gap | UPDATE id_gap SET symbol = 7 WHERE symbol = 1 AND number = 4
            id_gap | INSERT INTO id_gap VALUES (2, 1, 5, 6, 10, 11, 12, 13)
            id_gap | INSERT INTO id_gap VALUES (0, -5, 5, 6, 10, 11, 12, 13)
            id_gap_joined | DELETE FROM id_gap_joined
            id_gap_joined | UPDATE id_gap_joined SET ids = ids - 1
            id_gap_joined | UPDATE id_gap_joined SET gaps = gaps + 1
            id_gap_joined | INSERT INTO id_gap_joined VALUES (1, 0, 2, 3, 4, 5, 6, 7, 8, 9)
            id_state | DELETE FROM id_state WHERE symbol = 1
            id_state | UPDATE id_state SET state = (SELECT state FROM id_state WHERE symbol = 0) WHERE symbol = 1
            id_state | UPDATE id_state SET state = zeroblob(64) WHERE symbol = 0
            id_state | UPDATE id_state SET state = x'0102' WHERE symbol = 0
            id_state | INSERT INTO id_state VALUES (2, zeroblob(64))
            """;

    @Test
    void findsWhateverWasChanged() throws Exception {
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        for (String line : CHANGES.lines().toList()) {
            String[] change = line.split(" \\| ");
            deck.change(change[1]);
            assertThat(deck.run("verify")).as(line + deck.text()).isEqualTo(ExitCodes.DAMAGE);
            assertThat(deck.text()).as(line).contains("damage    tape.db, table " + change[0] + ": ");
            Files.copy(recorded.resolve("tape.db"), data.resolve("tape.db"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void recoverMendsWhatWasChanged() throws Exception {
        List<String> before = stored();
        deck.change("DELETE FROM id_gap WHERE symbol = 1 AND number = 4");
        deck.change("UPDATE id_gap SET to_id = to_id + 1 WHERE symbol = 0 AND number = 1000");
        deck.change("INSERT INTO id_gap VALUES (9, 1, 5, 6, 10, 11, 12, 99999999)");
        deck.change("UPDATE id_gap_joined SET ids = ids - 1");
        deck.change("UPDATE id_state SET state = x'0102' WHERE symbol = 0");
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(deck.run("recover")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(stored()).isEqualTo(before);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void retentionOfTicksLeavesGapsAndTheyAreStillCompared() throws Exception {
        List<String> before = stored();
        dropTicks();
        assertThat(stored()).isEqualTo(before);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        deck.change("DELETE FROM id_gap WHERE symbol = 1 AND number = 4");
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(deck.text()).contains("table id_gap: \"S1 4\" is missing");
    }

    @Test
    void ofAJournalThatWasCutOffOnlyGapsWithBothTheirTradesAreCompared() throws Exception {
        RecordedDeck.deleteOldestFile(data);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        deck.change("DELETE FROM id_gap WHERE symbol = 1 AND number = 4"); // nobody can know
        deck.change("UPDATE id_gap SET to_id = to_id + 1 WHERE symbol = 0"
                + " AND number = (SELECT min(number) FROM id_gap WHERE symbol = 0)"); // its trades are gone
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        deck.change("UPDATE id_gap SET to_id = to_id + 1"
                + " WHERE symbol = 0 AND number = (SELECT max(number) FROM id_gap WHERE symbol = 0)");
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(deck.text()).contains("and the journal has other trades with these seq");
        assertThat(deck.run("recover")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(stored()).as("carried over").anyMatch(row -> row.startsWith("1 -"));
    }

    @Test
    void ofAJournalThatWasCutOffATapeThatIsBuiltAgainHasTheSameGapsAndGoesOn() throws Exception {
        record(data);
        List<String> before = stored();
        assertThat(before).isNotEqualTo(stored(new SpoiledDeck(recorded)));
        RecordedDeck.deleteOldestFile(data);
        assertThat(deck.run("recover", "--rebuild")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(stored()).isEqualTo(before);
        assertThat(deck.run("verify", "--deep")).as(deck.text()).isEqualTo(ExitCodes.OK);
        Files.copy(recorded.resolve("tape.db"), data.resolve("tape.db"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(deck.run("recover", "--rebuild")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(stored()).as("of an older tape, which has to catch up").isEqualTo(before);
        assertThat(deck.run("verify", "--deep")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void aTapeThatWasRestoredHasTheGapsOfItsBackupAndGoesOn() throws Exception {
        Path backups = Files.createDirectory(data.resolve("backups"));
        assertThat(deck.run("backup", backups.toString())).as(deck.text()).isEqualTo(ExitCodes.OK);
        deck = new SpoiledDeck(data.resolve("restored"));
        assertThat(deck.run("restore", backups.toString())).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        List<String> before = stored();
        record(deck.data());
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(stored()).isNotEqualTo(before);
    }

    /** As a start with --keep-ticks does. */
    private void dropTicks() throws Exception {
        TapeWriterConfig config =
                TapeWriterConfig.defaults().withKeepTicks(new KeepTicks(Duration.ofDays(2), EpochClock.SYSTEM));
        try (Journal journal = Journal.open(JournalConfig.defaults(data.resolve("journal")));
                TapeWriter writer = TapeWriter.open(data.resolve("tape.db"), journal, config, failure -> {})) {
            long end = System.nanoTime() + RecordedDeck.WAIT_NANOS;
            while (!deck.select("SELECT id FROM trade_block LIMIT 1").isEmpty()) {
                assertThat(System.nanoTime() - end).as(writer.toString()).isNegative();
                Thread.sleep(10);
            }
        }
    }

    private List<String> stored() throws SQLException {
        return stored(deck);
    }

    private static List<String> stored(SpoiledDeck deck) throws SQLException {
        List<String> rows = deck.select(
                "SELECT symbol || ' ' || number || ' ' || from_id || ' ' || to_id || ' ' || before_ts"
                        + " || ' ' || before_seq || ' ' || after_ts || ' ' || after_seq FROM id_gap ORDER BY symbol, number");
        rows.addAll(deck.select(
                "SELECT symbol || ' ' || number || ' ' || gaps || ' ' || ids || ' ' || from_id || ' ' || to_id"
                        + " || ' ' || before_ts || ' ' || after_ts FROM id_gap_joined ORDER BY symbol, number"));
        rows.addAll(deck.select("SELECT symbol || ' ' || hex(state) FROM id_state ORDER BY symbol"));
        return rows;
    }
}
