package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.journal.TickKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TapeCheckTest {
    private static final long ALL_DAYS = Long.MIN_VALUE;

    @TempDir
    Path dir;

    @Test
    void digests_the_ticks_of_each_range_as_the_journal_has_them() throws Exception {
        RecordedTape.make(dir, 5);
        try (TapeCheck check = TapeCheck.open(RecordedTape.tape(dir))) {
            long applied = check.facts().applied().seq();
            SeqRanges ranges = SeqRanges.of(List.of(
                    new SeqRanges.Range(1, 999),
                    new SeqRanges.Range(1000, 1000),
                    new SeqRanges.Range(1100, applied - 1)));
            AtomicLong read = new AtomicLong();
            TapeCheck.Sums sums = check.sum(ranges, read::addAndGet);
            assertThat(sums.damages()).isEmpty();
            assertThat(check.damages()).isEmpty();
            assertThat(sums.ticks()).isEqualTo(applied).isEqualTo(read.get());
            for (int i = 0; i < 3; i++) {
                SeqRanges.Range range = ranges.list().get(i);
                DayDigests journal = RecordedTape.journalDigests(dir, range.from(), range.to());
                assertThat(sums.digests().get(i).differing(journal, ALL_DAYS)).isEmpty();
                assertThat(sums.digests().get(i).since(ALL_DAYS).count()).isEqualTo(range.count());
            }
        }
    }

    @Test
    void counts_every_tick_once_while_parts_make_room_for_blocks() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (RecordedTape tape = new RecordedTape(dir, 5)) {
            Thread feeder = new Thread(() -> feed(tape, new Random(seed), done));
            feeder.start();
            try {
                tape.awaitCommitted();
                long last = 0;
                for (int i = 0; i < 10; i++) {
                    last = checkOnce(last);
                }
            } finally {
                done.set(true);
                feeder.join();
            }
            assertThat(tape.writer.failure()).isNull();
        }
    }

    private static void feed(RecordedTape tape, Random random, AtomicBoolean done) {
        try {
            for (int sent = 0; sent < 300_000 && !done.get(); ) {
                int ticks = 1 + random.nextInt(400);
                tape.send(random, ticks);
                sent += ticks;
                LockSupport.parkNanos(1_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long checkOnce(long before) {
        try (TapeCheck check = TapeCheck.open(RecordedTape.tape(dir))) {
            TapeMeta.Applied applied = check.facts().applied();
            if (applied == null || applied.seq() == 0) {
                return before;
            }
            assertThat(applied.seq()).isGreaterThanOrEqualTo(before);
            TapeCheck.Sums sums = check.sum(SeqRanges.of(1, applied.seq()), ticks -> {});
            assertThat(sums.damages()).isEmpty();
            assertThat(sums.digests().get(0).since(ALL_DAYS))
                    .isEqualTo(
                            RecordedTape.journalDigests(dir, 1, applied.seq()).since(ALL_DAYS));
            return applied.seq();
        }
    }

    @Test
    void names_the_row_of_a_damaged_block_and_counts_all_others() throws Exception {
        RecordedTape.make(dir, 6);
        TickDigest whole = sums().digests().get(0).since(ALL_DAYS);
        Random random = new Random(6);
        for (TickKind kind : TickKind.values()) {
            for (String change : changes(kind)) {
                long id = anyId(kind, random);
                try (Connection tape = Tape.openForWriting(RecordedTape.tape(dir))) {
                    long count = one(tape, "SELECT count FROM " + BlockTable.name(kind) + " WHERE id = " + id);
                    save(tape, kind, id);
                    int changed =
                            update(tape, "UPDATE " + BlockTable.name(kind) + " SET " + change + " WHERE id = " + id);
                    assertThat(changed).isEqualTo(1);
                    TapeCheck.Sums sums = sums();
                    assertThat(sums.damages())
                            .describedAs(change)
                            .singleElement()
                            .satisfies(damage -> {
                                assertThat(damage.rowId()).isEqualTo(id);
                                assertThat(damage.table()).isEqualTo(BlockTable.name(kind));
                                assertThat(damage.words()).isNotBlank();
                            });
                    assertThat(sums.digests().get(0).since(ALL_DAYS).count()).isEqualTo(whole.count() - count);
                    restore(tape, kind, id);
                }
            }
        }
        assertThat(sums().digests().get(0).since(ALL_DAYS)).isEqualTo(whole);
    }

    @Test
    void tells_of_facts_that_are_not_what_was_written() throws Exception {
        RecordedTape.make(dir, 7);
        for (String change : List.of(
                "UPDATE meta SET value = 'x' WHERE key = 'tape_id'",
                "UPDATE meta SET value = 'x' WHERE key = 'created'",
                "UPDATE meta SET value = 'x' WHERE key = 'journal_id'",
                "DELETE FROM meta WHERE key = 'applied_seq'",
                "UPDATE symbol SET id = 99 WHERE id = 2")) {
            try (Connection tape = Tape.openForWriting(RecordedTape.tape(dir))) {
                update(tape, "BEGIN");
                update(tape, "CREATE TABLE was AS SELECT * FROM meta");
                update(tape, "CREATE TABLE names AS SELECT * FROM symbol");
                update(tape, "COMMIT");
                assertThat(update(tape, change)).isEqualTo(1);
                try (TapeCheck check = TapeCheck.open(RecordedTape.tape(dir))) {
                    assertThat(check.damages()).describedAs(change).hasSize(1);
                }
                update(tape, "INSERT OR REPLACE INTO meta SELECT * FROM was");
                update(tape, "DELETE FROM symbol");
                update(tape, "INSERT INTO symbol SELECT * FROM names");
                update(tape, "DROP TABLE was");
                update(tape, "DROP TABLE names");
            }
        }
    }

    @Test
    void a_deep_check_makes_every_candle_and_series_again() throws Exception {
        RecordedTape.make(dir, 9);
        assertThat(deep(RecordedTape.tape(dir))).isEmpty();
        for (String change : List.of(
                "UPDATE candle SET high = high + 1 WHERE series = 3 AND price = 2 AND interval_s = 60",
                "UPDATE candle SET max_seq = max_seq + 1 WHERE series = 4 AND interval_s = 60",
                "UPDATE candle SET volume = volume + 1 WHERE series = 6 AND interval_s = 3600",
                "UPDATE candle SET volume = NULL WHERE series = 6 AND interval_s = 3600",
                "UPDATE candle SET volume = 'x' WHERE series = 6 AND interval_s = 3600",
                "UPDATE candle SET notional_scale = NULL WHERE series = 6 AND interval_s = 3600",
                "UPDATE candle SET volume = 5, volume_scale = 0 WHERE series = 3 AND interval_s = 3600",
                "UPDATE open_candle SET notional = 5 WHERE series = 3",
                "UPDATE candle SET high_scale = 40 WHERE series = 6",
                "UPDATE open_candle SET high_scale = 40 WHERE series = 8",
                "UPDATE open_candle SET count = count + 1 WHERE series = 8",
                "DELETE FROM candle WHERE series = 10 AND interval_s = 60",
                "DELETE FROM open_candle WHERE series = 12 AND interval_s = 60",
                "UPDATE candle SET ts = ts - 86400000000000 * 9 WHERE series = 14",
                "UPDATE series SET count = count + 1 WHERE id = 16",
                "UPDATE series SET first_ts = first_ts - 1 WHERE id = 18",
                "UPDATE series SET last_ts = last_ts + 1 WHERE id = 20",
                "UPDATE series SET latest = X'00' WHERE id = 22",
                "UPDATE series SET id = 9999 WHERE id = 24")) {
            Path copy = dir.resolve("copy.db");
            Files.copy(RecordedTape.tape(dir), copy, StandardCopyOption.REPLACE_EXISTING);
            try (Connection tape = Tape.openForWriting(copy)) {
                assertThat(update(tape, change)).describedAs(change).isPositive();
            }
            assertThat(deep(copy)).describedAs(change).isNotEmpty();
        }
    }

    private static List<TapeDamage> deep(Path file) {
        try (TapeCheck check = TapeCheck.open(file)) {
            return check.deep(ticks -> {});
        }
    }

    /** Assignments of which each changes a block or what its row says of it. */
    private static List<String> changes(TickKind kind) {
        List<String> changes = new ArrayList<>(List.of(
                "series = series + 1",
                "series = 1000000 + " + kind.ordinal(),
                "date = '2024-08-07'",
                "date = ''",
                "stage = 2",
                "format = 0",
                "format = 2"));
        for (String bound : List.of("first_ts", "last_ts", "min_seq", "max_seq", "count", "crc")) {
            changes.add(bound + " = " + bound + " + 1");
        }
        for (TickColumn column : TickColumn.of(kind)) {
            column.codingParts()
                    .forEach(part -> changes.add(column.name() + part + " = " + column.name() + part + " + 1"));
            changes.add(column.name() + "_data = CAST(" + column.name() + "_data || X'00' AS BLOB)");
        }
        changes.add("ts_data = zeroblob(length(ts_data) + 100000)");
        return changes;
    }

    private TapeCheck.Sums sums() {
        try (TapeCheck check = TapeCheck.open(RecordedTape.tape(dir))) {
            return check.sum(SeqRanges.of(1, check.facts().applied().seq()), ticks -> {});
        }
    }

    private long anyId(TickKind kind, Random random) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Connection tape = Tape.openForReading(RecordedTape.tape(dir));
                Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM " + BlockTable.name(kind))) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids.get(random.nextInt(ids.size()));
    }

    private static void save(Connection tape, TickKind kind, long id) throws SQLException {
        update(tape, "CREATE TABLE saved AS SELECT * FROM " + BlockTable.name(kind) + " WHERE id = " + id);
    }

    private static void restore(Connection tape, TickKind kind, long id) throws SQLException {
        update(tape, "DELETE FROM " + BlockTable.name(kind) + " WHERE id = " + id);
        update(tape, "INSERT INTO " + BlockTable.name(kind) + " SELECT * FROM saved");
        update(tape, "DROP TABLE saved");
    }

    private static int update(Connection tape, String sql) throws SQLException {
        try (Statement statement = tape.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static long one(Connection tape, String sql) throws SQLException {
        try (Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
