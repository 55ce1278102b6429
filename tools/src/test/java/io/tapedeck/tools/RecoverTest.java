package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.Tape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What was whole stays as it is; what was damaged is whole afterwards, with all that could be saved, and the rest is named. */
final class RecoverTest {
    @TempDir
    private Path work;

    private final CommandRun command = new CommandRun();

    private int run(String name, Path data, String... options) {
        List<String> args = new ArrayList<>(List.of(name, "--data", data.toString()));
        args.addAll(Arrays.asList(options));
        int code = command.run(args.toArray(String[]::new));
        assertThat(command.err()).doesNotContain("\tat ", "Exception:");
        return code;
    }

    private JsonNode recover(Path data, String... options) {
        List<String> all = new ArrayList<>(List.of("--json"));
        all.addAll(Arrays.asList(options));
        assertThat(run("recover", data, all.toArray(String[]::new)))
                .as("%s %s", command.out(), command.err())
                .isZero();
        return command.json();
    }

    /** Verifies it deep, and gives the digest of all ticks. */
    private String whole(Path data) {
        int code = run("verify", data, "--json", "--deep");
        assertThat(command.json().get("damage").toString()).isEqualTo("[]");
        assertThat(code).isZero();
        return command.json().at("/tape/full").asString();
    }

    private void assertNothingLeftToDo(Path data) throws IOException {
        Map<String, String> before = files(data);
        JsonNode second = recover(data);
        assertThat(second.get("plan").isEmpty()).as(second.toString()).isTrue();
        assertThat(files(data)).isEqualTo(before);
    }

    /** Every file of journal, tape and quarantine, with its time and a sum of its bytes. */
    private static Map<String, String> files(Path data) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(each -> !each.startsWith(data.resolve("tmp")))
                    .filter(each -> !each.getFileName().toString().startsWith("tapedeck."))
                    .filter(each -> !each.getFileName().toString().matches("tape.db-(wal|shm)"))
                    .toList()) {
                files.put(
                        data.relativize(file).toString(),
                        Files.getLastModifiedTime(file) + " " + Files.size(file) + " " + sum(file));
            }
        }
        return files;
    }

    private static long sum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        sum.update(Files.readAllBytes(file));
        return sum.getValue();
    }

    private static List<String> projections(Path data) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection tape = Tape.openForReading(data.resolve("tape.db"));
                Statement statement = tape.createStatement()) {
            for (String sql : List.of(
                    "SELECT * FROM candles ORDER BY symbol, kind, interval_s, ts",
                    "SELECT * FROM symbols ORDER BY symbol, kind",
                    "SELECT value FROM meta WHERE key IN ('tape_id', 'created', 'synthetic')")) {
                try (ResultSet row = statement.executeQuery(sql)) {
                    while (row.next()) {
                        StringBuilder text = new StringBuilder();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            text.append(row.getString(i)).append(' ');
                        }
                        rows.add(text.toString());
                    }
                }
            }
        }
        return rows;
    }

    @Test
    void leaves_a_whole_directory_as_it_is() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(1), 2, 5000);
        assertNothingLeftToDo(data);
        assertThat(data.resolve("tape.db-wal")).doesNotExist();
        assertThat(data.resolve("tape.db-shm")).doesNotExist();
        assertThat(run("recover", data)).isZero();
        assertThat(command.out()).contains("nothing to do");
        assertThat(run("recover", data, "--dry-run", "--rebuild")).isZero();
        assertThat(command.out()).contains("build the tape again");
        assertNothingLeftToDo(data);
    }

    @Test
    void a_tape_that_is_built_again_is_the_same() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(2), 3, 20_000);
        String full = whole(data);
        List<String> before = projections(data);
        JsonNode report = recover(data, "--rebuild");
        assertThat(report.get("quarantined").size()).isEqualTo(1);
        assertThat(whole(data)).isEqualTo(full);
        assertThat(projections(data)).isEqualTo(before);
        assertNothingLeftToDo(data);
    }

    @Test
    void a_deleted_tape_is_built_again() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(3), 2, 8000);
        String full = whole(data);
        Files.delete(data.resolve("tape.db"));
        recover(data);
        assertThat(whole(data)).isEqualTo(full);
        assertNothingLeftToDo(data);
    }

    @Test
    void what_lies_below_the_base_of_the_journal_is_carried_over() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.recordRolled(data, new Random(4), 120_000);
        String full = whole(data);
        List<String> before = projections(data);
        List<Path> journal = journalFiles(data);
        assertThat(journal).hasSizeGreaterThan(3);
        for (Path file : journal.subList(0, journal.size() - 2)) {
            Files.delete(file);
        }
        assertThat(whole(data)).isEqualTo(full);
        JsonNode report = recover(data, "--rebuild");
        assertThat(report.get("carried_ticks").asLong()).isBetween(10_000L, 119_000L);
        assertThat(report.get("lost_ticks").asLong()).isZero();
        assertThat(whole(data)).isEqualTo(full);
        assertThat(projections(data)).isEqualTo(before);
        assertNothingLeftToDo(data);
    }

    @Test
    void what_the_journal_lost_and_the_tape_has_is_kept_also_when_the_tape_is_built_again() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(5), 1, 20_000);
        String full = whole(data);
        List<String> before = projections(data);
        Path file = journalFiles(data).get(0);
        overwrite(file, usedBytes(file) / 2, 3000);
        assertThat(run("verify", data)).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.out()).contains("damage    journal/");
        JsonNode report = recover(data);
        assertThat(report.at("/losses/0/kept_ticks").asLong()).isPositive();
        assertThat(report.get("lost_ticks").asLong()).isZero();
        assertThat(whole(data)).isEqualTo(full);
        assertThat(run("verify", data)).isZero();
        assertThat(command.out()).contains("no ticks in the journal", "of them in the tape");
        assertNothingLeftToDo(data);
        recover(data, "--rebuild");
        assertThat(whole(data)).isEqualTo(full);
        assertThat(projections(data)).isEqualTo(before);
        assertNothingLeftToDo(data);
    }

    @Test
    void a_tape_that_is_ahead_of_its_journal_keeps_its_ticks_and_numbers_go_on_behind_them() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(6), 1, 20_000);
        String full = whole(data);
        Path file = journalFiles(data).get(0);
        long used = usedBytes(file);
        overwrite(file, used * 3 / 4, (int) (used - used * 3 / 4));
        JsonNode report = recover(data);
        assertThat(report.at("/losses/0/kept_ticks").asLong())
                .as(report.toString())
                .isPositive();
        assertThat(whole(data)).isEqualTo(full);
        assertNothingLeftToDo(data);
        try (Tapedeck deck = Tapedeck.open(data)) {
            RecordedDeck.send(deck, new Random(7), 100);
            assertThat(deck.journal().appendedSeq()).isGreaterThanOrEqualTo(20_100);
            assertThat(deck.writer().awaitCommitted(deck.journal().appendedSeq(), RecordedDeck.WAIT_NANOS))
                    .isTrue();
        }
        whole(data);
        recover(data, "--rebuild");
        whole(data);
        assertThat(command.json().at("/tape/ticks").asLong()).isEqualTo(20_100);
    }

    @Test
    void any_damage_of_the_tape_is_mended_from_the_journal() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path data = work.resolve("data");
        RecordedDeck.record(data, random, 2, 6000);
        String full = whole(data);
        List<String> before = projections(data);
        int length = (int) Files.size(data.resolve("tape.db"));
        for (int i = 0; i < 16; i++) {
            String change = VerifyTest.damage(data.resolve("tape.db"), random, length, i);
            int found = run("verify", data);
            if (found == ExitCodes.NEWER_VERSION) { // a version that is wrong is not told from one that is newer
                Files.delete(data.resolve("tape.db"));
            } else if (found == ExitCodes.OK) {
                continue; // in a page that no tick is in; a later round may hit more
            }
            recover(data);
            assertThat(whole(data)).as(change).isEqualTo(full);
            // The tape's own name goes with a page that cannot be read.
            List<String> after = projections(data);
            assertThat(after.subList(0, after.size() - 3)).as(change).isEqualTo(before.subList(0, before.size() - 3));
            assertNothingLeftToDo(data);
            length = (int) Files.size(data.resolve("tape.db"));
        }
    }

    @Test
    void where_both_are_damaged_all_that_either_has_is_served_and_the_rest_is_counted() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            Path data = work.resolve("data" + i);
            RecordedDeck.record(data, random, 1, 10_000);
            Path file = journalFiles(data).get(0);
            long used = usedBytes(file);
            overwrite(file, used / 10 + random.nextInt((int) (used / 2)), 1 + random.nextInt(9000));
            int length = (int) Files.size(data.resolve("tape.db"));
            VerifyTest.damage(data.resolve("tape.db"), random, length, 10 + random.nextInt(3));
            JsonNode report = recover(data);
            whole(data);
            long served = command.json().at("/tape/ticks").asLong();
            long lost = report.get("lost_ticks").asLong();
            assertThat(served).as(report.toString()).isLessThanOrEqualTo(10_000);
            assertThat(served + lost).as(report.toString()).isGreaterThanOrEqualTo(10_000);
            assertNothingLeftToDo(data);
        }
    }

    @Test
    void a_damaged_wal_costs_nothing_that_the_journal_has() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path data = work.resolve("data");
        Path asItLay = work.resolve("killed");
        try (Tapedeck deck = Tapedeck.open(data)) {
            RecordedDeck.send(deck, random, 5000);
            assertThat(deck.writer().awaitCommitted(5000, RecordedDeck.WAIT_NANOS))
                    .isTrue();
            RecordedDeck.copy(data, asItLay);
        }
        assertThat(asItLay.resolve("tape.db-wal")).isNotEmptyFile();
        for (int i = 0; i < 3; i++) {
            Path killed = RecordedDeck.copy(asItLay, work.resolve("killed" + i));
            Path wal = killed.resolve("tape.db-wal");
            VerifyTest.damage(wal, random, (int) Files.size(wal), i == 0 ? 0 : 10 + i);
            assertThat(run("verify", killed)).isIn(ExitCodes.OK, ExitCodes.DAMAGE);
            recover(killed);
            whole(killed);
            assertThat(command.json().at("/tape/ticks").asLong()).isEqualTo(5000);
            assertNothingLeftToDo(killed);
        }
    }

    @Test
    void a_recovery_that_died_is_finished_by_the_next_start_or_recovery() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(10), 1, 5000);
        String full = whole(data);
        for (boolean byStart : new boolean[] {true, false}) {
            Files.copy(data.resolve("tape.db"), data.resolve("tape.db.rebuilt"));
            Files.writeString(data.resolve("tape.db.rebuilding"), "what a maker that died has left");
            overwrite(data.resolve("tape.db"), 0, 20_000);
            Files.write(data.resolve("tape.db-wal"), new byte[5000]);
            if (byStart) {
                Tapedeck.open(data).close();
            } else {
                recover(data);
            }
            assertThat(data.resolve("tape.db.rebuilt")).doesNotExist();
            assertThat(whole(data)).isEqualTo(full);
        }
        try (Stream<Path> kept = Files.list(data.resolve("quarantine"))) {
            assertThat(kept.map(file -> file.getFileName().toString()).toList())
                    .filteredOn(name -> name.endsWith(".db-wal"))
                    .hasSize(2);
        }
        recover(data, "--rebuild");
        assertThat(data.resolve("tape.db.rebuilding")).doesNotExist();
    }

    @Test
    void a_tape_without_its_journal_is_left_alone() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(11), 1, 1000);
        Files.move(data.resolve("journal"), work.resolve("journal"));
        assertThat(run("recover", data)).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.err()).contains("there is no journal");
        assertThat(run("serve", data, "--port", "0")).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.err()).contains("there is no journal");
        assertThat(data.resolve("journal"))
                .as("no new journal is begun beside it")
                .doesNotExist();
        RecordedDeck.record(work.resolve("other"), new Random(12), 1, 10);
        Files.move(work.resolve("other").resolve("journal"), data.resolve("journal"));
        assertThat(run("recover", data, "--rebuild")).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.err()).contains("was made from the journal");
    }

    @Test
    void a_start_on_what_is_no_tape_exits_as_damage_does() throws Exception {
        Path data = work.resolve("data");
        RecordedDeck.record(data, new Random(13), 1, 1000);
        try (RandomAccessFile tape =
                new RandomAccessFile(data.resolve("tape.db").toFile(), "rw")) {
            tape.write(new byte[100]);
        }
        assertThat(run("serve", data, "--port", "0")).isEqualTo(ExitCodes.DAMAGE);
        assertThat(command.err()).contains("tapedeck recover");
        recover(data);
        whole(data);
    }

    @Test
    void a_directory_that_somebody_owns_is_left_alone() throws Exception {
        Path data = work.resolve("data");
        try (Tapedeck deck = Tapedeck.open(data)) {
            assertThat(run("recover", data)).isEqualTo(ExitCodes.OWNED);
            RecordedDeck.send(deck, new Random(8), 10);
        }
        assertThat(run("recover", work.resolve("nothing"))).isEqualTo(ExitCodes.FAILED);
    }

    private static List<Path> journalFiles(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }

    /** Where the last byte is that is not zero. */
    private static long usedBytes(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void overwrite(Path file, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(at).nextBytes(bytes);
        try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
            target.seek(at);
            target.write(bytes);
        }
    }
}
