package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.SymbolRow;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.Tape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BackupTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    Path work;

    private Path data() {
        return work.resolve("data");
    }

    private record Ended(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    private static Ended run(String... args) {
        CommandRun command = new CommandRun();
        int code = command.run(args);
        return new Ended(code, command.out(), command.err());
    }

    private static void send(Tapedeck deck, int ticks) {
        Tick tick = new Tick();
        try (Request request = deck.capture().request(WhenFull.WAIT)) {
            for (int i = 0; i < ticks; i++) {
                byte[] symbol = ("S" + i % 20).getBytes(StandardCharsets.US_ASCII);
                tick.start(request.symbol(symbol, 0, symbol.length), TickKind.TRADE, 1_795_000_000_000_000_000L + i)
                        .decimal(0, 100 + i % 7, 1);
                request.add(tick);
            }
            deck.capture().submit(request, WhenFull.WAIT);
        }
    }

    private void record(Path directory, int ticks) throws InterruptedException {
        try (Tapedeck deck = Tapedeck.open(directory)) {
            send(deck, ticks);
            deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(PATIENCE_NANOS));
        }
    }

    private static long trades(Tapedeck deck) {
        return deck.query().summaries(deck.query().symbols("*"), Deadline.in(PATIENCE_NANOS)).stream()
                .mapToLong(SymbolRow::trades)
                .sum();
    }

    @Test
    void a_backup_of_a_tape_that_is_written_all_the_while_holds_exactly_the_ticks_up_to_its_seq() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Path backups = Files.createDirectory(work.resolve("backups"));
        try (Tapedeck deck = Tapedeck.open(data())) {
            Thread sender = new Thread(() -> {
                try {
                    while (!done.get()) {
                        send(deck, 5000);
                        LockSupport.parkNanos(PAUSE_NANOS); // or the test would read hundreds of millions of ticks
                    }
                } catch (Throwable e) {
                    failed.set(e);
                }
            });
            sender.start();
            assertThat(deck.writer().progress().await(() -> deck.writer().committedSeq() > 100_000, PATIENCE_NANOS))
                    .isTrue();
            for (int i = 0; i < 3; i++) {
                Ended backup = run("backup", backups.toString(), "--data", data().toString(), "--json");
                assertThat(backup.err()).isEmpty();
                checkExact(
                        Path.of(backup.json().path("file").asString()),
                        backup.json().path("applied_seq").asLong());
            }
            done.set(true);
            sender.join();
            assertThat(failed.get()).isNull();
        }
        assertThat(list(backups)).hasSize(6).noneMatch(name -> name.endsWith(".part"));
    }

    private static void checkExact(Path copy, long appliedSeq) throws Exception {
        assertThat(appliedSeq).isGreaterThan(100_000);
        try (Connection tape = Tape.openForReading(copy);
                Statement statement = tape.createStatement();
                ResultSet row =
                        statement.executeQuery("select sum(count), min(min_seq), max(max_seq) from trade_block")) {
            row.next();
            assertThat(row.getLong(1)).isEqualTo(appliedSeq);
            assertThat(row.getLong(2)).isEqualTo(1);
            assertThat(row.getLong(3)).isEqualTo(appliedSeq);
        }
    }

    private static List<String> list(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void a_wal_that_is_left_of_another_tape_never_meets_the_restored_one() throws Exception {
        record(data(), 10_000);
        Path copy = work.resolve("one.db");
        assertThat(run("backup", copy.toString(), "--data", data().toString()).code())
                .isZero();
        Path restored = Files.createDirectory(work.resolve("restored"));
        Path wal = restored.resolve("tape.db-wal");
        try (Tapedeck deck = Tapedeck.open(data())) {
            send(deck, 3000);
            deck.writer().awaitCommitted(13_000, PATIENCE_NANOS);
            Files.copy(data().resolve("tape.db-wal"), wal);
        }
        assertThat(wal).isNotEmptyFile();

        Ended refused = run("restore", copy.toString(), "--data", restored.toString());
        assertThat(refused.err()).contains("tape.db-wal");
        assertThat(refused.code()).isEqualTo(ExitCodes.USAGE);
        Files.delete(wal);
        assertThat(run("restore", copy.toString(), "--data", restored.toString())
                        .code())
                .isZero();
        assertThat(run("verify", "--data", restored.toString()).code()).isZero();
    }

    @Test
    void a_restored_tape_goes_on_above_every_seq_that_was_given_and_old_and_new_are_seen() throws Exception {
        record(data(), 10_000);
        Ended backup = run("backup", work.resolve("one.db").toString(), "--data", data().toString(), "--json");
        assertThat(backup.code()).isZero();
        assertThat(backup.json().path("applied_seq").asLong()).isEqualTo(10_000);
        record(data(), 500); // given after the backup, and lost with the directory

        Path restored = work.resolve("restored");
        Ended restore = run("restore", work.resolve("one.db").toString(), "--data", restored.toString(), "--json");
        assertThat(restore.err()).isEmpty();
        assertThat(restore.code()).isZero();
        long nextSeq = restore.json().path("next_seq").asLong();
        assertThat(nextSeq)
                .isGreaterThan(backup.json().path("ceiling_seq").asLong())
                .isGreaterThan(10_500);
        assertThat(restore.json().path("tape_id").asString())
                .isEqualTo(backup.json().path("tape_id").asString());
        assertThat(list(restored)).doesNotContain("restoring");
        for (int run = 0; run < 2; run++) {
            record(restored, 1000);
        }
        try (Tapedeck deck = Tapedeck.open(restored)) {
            assertThat(deck.journal().appendedSeq()).isEqualTo(nextSeq + 1999);
            assertThat(trades(deck)).isEqualTo(12_000);
            assertThat(deck.journal().symbols().count()).isEqualTo(20);
        }
        assertThat(run("verify", "--data", restored.toString()).code()).isZero();
        assertThat(run("backup", work.resolve("two.db").toString(), "--data", restored.toString())
                        .out())
                .contains("12000 ticks");
    }

    @Test
    void nothing_is_overwritten() throws Exception {
        record(data(), 10);
        String copy = work.resolve("one.db").toString();
        assertThat(run("backup", copy, "--data", data().toString()).code()).isZero();
        Ended again = run("backup", copy, "--data", data().toString());
        assertThat(again.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(again.err()).contains("exists already");
        Ended restore = run("restore", copy, "--data", data().toString());
        assertThat(restore.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(restore.err()).contains("overwrites nothing");
        try (Tapedeck deck = Tapedeck.open(data())) {
            assertThat(trades(deck)).isEqualTo(10);
            assertThat(run("restore", copy, "--data", data().toString()).code()).isEqualTo(ExitCodes.OWNED);
        }
        assertThat(run(
                                "restore",
                                work.resolve("none").toString(),
                                "--data",
                                work.resolve("x").toString())
                        .code())
                .isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void a_damaged_backup_is_refused_and_leaves_nothing_that_opens() throws Exception {
        record(data(), 5000);
        Path copy = work.resolve("one.db");
        run("backup", copy.toString(), "--data", data().toString());
        byte[] good = Files.readAllBytes(copy);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(copy, bad);
        Path restored = work.resolve("restored");
        Ended refused = run("restore", copy.toString(), "--data", restored.toString());
        assertThat(refused.code()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(refused.err()).contains("SHA-256");
        Files.write(copy, good);
        assertThat(run("restore", copy.toString(), "--data", restored.toString())
                        .code())
                .isZero();
        try (Tapedeck deck = Tapedeck.open(restored)) {
            assertThat(trades(deck)).isEqualTo(5000);
        }
    }
}
