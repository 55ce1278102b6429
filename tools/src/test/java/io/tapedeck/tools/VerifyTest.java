package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole directories are found whole, also while they grow; changed ones are not, and say where. */
final class VerifyTest {
    private static final int HEADER_BITS = 800; // the 100 bytes that a file of SQLite begins with

    @TempDir
    private Path work;

    private final CommandRun command = new CommandRun();

    private int verify(Path data, String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "verify";
        args[1] = "--data";
        args[2] = data.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        int code = command.run(args);
        assertThat(command.err()).doesNotContain("\tat ", "Exception:");
        return code;
    }

    @Test
    void finds_a_whole_directory_whole_and_says_what_it_read() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(1), 3, 30_000);
        assertThat(verify(data, "--deep")).isEqualTo(ExitCodes.OK);
        assertThat(command.out()).contains("seq 1 to 30000: 30000 ticks", "the same in both", "all holds");
        assertThat(verify(data, "--json")).isEqualTo(ExitCodes.OK);
        JsonNode found = command.json();
        assertThat(found.get("whole").asBoolean()).isTrue();
        assertThat(found.at("/compared/tape/ticks").asLong()).isEqualTo(30_000);
        assertThat(found.at("/compared/journal/full").asString())
                .isEqualTo(found.at("/tape/full").asString());
        assertThat(found.get("damage").isEmpty()).isTrue();
    }

    @Test
    void two_captures_of_the_same_ticks_share_their_content() throws Exception {
        String[] content = new String[2];
        String[] full = new String[2];
        for (int i = 0; i < 2; i++) {
            Path data = work.resolve("capture" + i);
            if (i == 1) {
                RecordedDeck.record(data, new Random(9), 1, 0); // no ticks: other records in front all the same
            }
            Path file = work.resolve("ticks.csv");
            Files.writeString(file, "symbol,ts,price\nA,1795428000,1\nB,1795428001,2.50\nA,1795428000,1\n");
            assertThat(command.run(
                            "import",
                            file.toString(),
                            "--data",
                            data.toString(),
                            i == 0 ? "--again" : "--on-error=stop"))
                    .isZero();
            assertThat(verify(data, "--json")).isZero();
            content[i] = command.json().at("/tape/content").asString();
            full[i] = command.json().at("/tape/full").asString();
        }
        assertThat(content[0]).isEqualTo(content[1]).hasSize(32);
        assertThat(full[0]).isEqualTo(full[1]);
    }

    @Test
    void gives_no_false_alarm_beside_a_running_owner() throws Exception {
        Path data = work.resolve("data");
        AtomicBoolean done = new AtomicBoolean();
        try (Tapedeck deck = Tapedeck.open(data)) {
            Thread feeder = new Thread(() -> feed(deck, done));
            feeder.start();
            try {
                for (int i = 0; i < 5; i++) {
                    LockSupport.parkNanos(300_000_000);
                    assertThat(verify(data, i % 2 == 0 ? "--deep" : "--json"))
                            .as(command.out())
                            .isZero();
                }
            } finally {
                done.set(true);
                feeder.join();
            }
            assertThat(deck.writer().failure()).isNull();
        }
    }

    private static void feed(Tapedeck deck, AtomicBoolean done) {
        Random random = new Random(4);
        try {
            for (int i = 0; i < 400 && !done.get(); i++) {
                RecordedDeck.send(deck, random, 1 + random.nextInt(5000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void says_what_is_missing() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(2), 1, 1000);
        Files.delete(data.resolve("tape.db"));
        assertThat(verify(data)).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.out()).contains("damage    tape.db: is missing");
        assertThat(verify(work.resolve("nothing"))).isEqualTo(ExitCodes.FAILED);
        assertThat(command.err()).contains("holds no ticks");
    }

    @Test
    void finds_that_the_views_would_leave_out_ticks() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(3), 1, 1000);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tape.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM slot WHERE i = 7")).isEqualTo(1);
        }
        assertThat(verify(data)).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.out()).contains("damage    tape.db, table slot: has 2047 of the numbers 0 to 2047");
        assertThat(command.run("recover", "--data", data.toString())).isEqualTo(ExitCodes.OK);
        assertThat(verify(data)).isEqualTo(ExitCodes.OK);
    }

    /**
     * Bytes all over the tape's file are changed in every way. What verify then calls whole must have the very ticks that were
     * there; and where the ticks are not the same, or cannot be read, it must have said so.
     */
    @Test
    void no_change_of_the_tape_that_touches_a_tick_goes_unseen() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path data = work.resolve("data");
        RecordedDeck.record(data, random, 2, 8000);
        assertThat(verify(data, "--json")).isZero();
        String full = command.json().at("/tape/full").asString();
        byte[] whole = Files.readAllBytes(data.resolve("tape.db"));
        int found = 0;
        for (int i = 0; i < 60; i++) {
            Path tape = data.resolve("tape.db");
            Files.deleteIfExists(data.resolve("tape.db-wal"));
            Files.deleteIfExists(data.resolve("tape.db-shm"));
            Files.write(tape, whole);
            String change = damage(tape, random, whole.length, i);
            int code = verify(data, "--json");
            assertThat(code)
                    .as(change + " " + command.err())
                    .isIn(ExitCodes.OK, ExitCodes.DAMAGE, ExitCodes.NEWER_VERSION);
            if (code == ExitCodes.OK) {
                assertThat(command.json().at("/compared/tape/full").asString())
                        .as(change)
                        .isEqualTo(full);
            } else {
                found++;
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    /** A header that SQLite itself will not open is damage like any other, whichever of its bits it is. */
    @Test
    void few_bits_of_the_files_header_make_verify_fail_without_a_verdict() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        changeHeader(new Random(seed).ints(HEADER_BITS / 5, 0, HEADER_BITS));
    }

    @Test
    @Tag("torture")
    void no_bit_of_the_files_header_makes_verify_fail_without_a_verdict() throws Exception {
        changeHeader(IntStream.range(0, HEADER_BITS));
    }

    private void changeHeader(IntStream bits) throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(3), 1, 100);
        Path tape = data.resolve("tape.db");
        byte[] whole = Files.readAllBytes(tape);
        for (int bit : bits.toArray()) {
            Files.deleteIfExists(data.resolve("tape.db-wal"));
            Files.deleteIfExists(data.resolve("tape.db-shm"));
            byte[] changed = whole.clone();
            changed[bit / 8] ^= 1 << bit % 8;
            Files.write(tape, changed);
            assertThat(verify(data, "--json"))
                    .as("bit " + bit % 8 + " of byte " + bit / 8 + ": " + command.err())
                    .isIn(ExitCodes.OK, ExitCodes.DAMAGE, ExitCodes.NEWER_VERSION);
        }
    }

    /** Changes bytes somewhere: a bit, a page of zeros, a page of anything, or the end cut off. Says what it did. */
    static String damage(Path file, Random random, int length, int i) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            int at = i < 10 ? random.nextInt(100) : random.nextInt(length);
            switch (i % 4) {
                case 0, 1 -> {
                    bytes.seek(at);
                    int was = bytes.read();
                    bytes.seek(at);
                    bytes.write(was ^ 1 << random.nextInt(8));
                    return "bit flipped at " + at;
                }
                case 2 -> {
                    byte[] page = new byte[4096];
                    if (random.nextBoolean()) {
                        random.nextBytes(page);
                    }
                    bytes.seek(at / 4096 * 4096);
                    bytes.write(page);
                    return "page overwritten at " + at / 4096 * 4096;
                }
                default -> {
                    bytes.setLength(at);
                    return "cut at " + at;
                }
            }
        }
    }
}
