package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Tick;
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
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a tape into which ticks were carried is the tape that they were carried from. Method: some ranges of seq are taken out
 * of a copy, by making it of the others alone, and are carried back; ticks, candles, series and latest ticks are compared.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TapeCarrierTest {
    @TempDir
    Path dir;

    @Test
    void carried_ticks_make_the_same_tape_whatever_is_missing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        RecordedTape.make(dir, seed);
        Path whole = RecordedTape.tape(dir);
        long last = facts(whole).applied().seq();
        for (SeqRanges missing : List.of(
                SeqRanges.of(1, last / 2),
                SeqRanges.of(1, last),
                SeqRanges.of(last - 3, last),
                any(random, last, 3),
                any(random, last, 40))) {
            Path half = dir.resolve("half-" + missing.hashCode() + ".db");
            carry(whole, half, SeqRanges.of(List.copyOf(missing.rest(1, last).list())));
            TapeCarrier.Carried carried = carry(whole, half, missing);
            assertThat(carried.damages()).isEmpty();
            assertThat(carried.ticks())
                    .isEqualTo(missing.list().stream()
                            .mapToLong(SeqRanges.Range::count)
                            .sum());
            assertThat(content(half)).describedAs("missing %s", missing).isEqualTo(content(whole));
        }
    }

    @Test
    void ticks_are_carried_beside_those_that_the_writer_brought_in_and_it_goes_on_from_there() throws Exception {
        Random random = new Random(3);
        RecordedTape.make(dir, 3);
        Path whole = RecordedTape.tape(dir);
        Path old = dir.resolve("old.db");
        Files.copy(whole, old);
        long last = facts(whole).applied().seq();
        try (RecordedTape tape = new RecordedTape(dir, 1000)) {
            tape.send(random, 5000);
            tape.awaitCommitted();
        }
        List<String> before = content(whole);
        // The tape without the ticks of the first runs, as it would be with a journal that begins behind them.
        Path behind = dir.resolve("behind.db");
        carry(whole, behind, SeqRanges.of(last + 1, last + 5000));
        TapeCarrier.Carried carried = carry(old, behind, SeqRanges.of(1, last));
        assertThat(carried.ticks()).isEqualTo(last);
        assertThat(content(behind)).isEqualTo(before);
        assertThat(facts(behind).tapeId()).isEqualTo(facts(whole).tapeId());
        setApplied(behind, facts(whole).applied());
        Files.move(behind, whole, StandardCopyOption.REPLACE_EXISTING);
        try (RecordedTape tape = new RecordedTape(dir, 1000)) {
            tape.send(random, 4000);
            tape.awaitCommitted();
        }
        List<String> goneOn = content(whole);
        Files.delete(whole);
        try (RecordedTape tape = new RecordedTape(dir, 1000)) {
            tape.awaitCommitted();
        }
        assertThat(goneOn).isEqualTo(content(whole));
    }

    @Test
    void a_damaged_block_stays_behind_and_is_named_and_all_others_come() throws Exception {
        RecordedTape.make(dir, 4);
        Path whole = RecordedTape.tape(dir);
        long last = facts(whole).applied().seq();
        long id;
        long count;
        try (Connection tape = Tape.openForWriting(whole);
                Statement statement = tape.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT max(id), count FROM trade_block")) {
                row.next();
                id = row.getLong(1);
                count = row.getLong(2);
            }
            statement.executeUpdate("UPDATE trade_block SET price_base = price_base + 1 WHERE id = " + id);
        }
        TapeCarrier.Carried carried = carry(whole, dir.resolve("new.db"), SeqRanges.of(1, last));
        assertThat(carried.ticks()).isEqualTo(last - count);
        assertThat(carried.damages()).singleElement().satisfies(damage -> {
            assertThat(damage.rowId()).isEqualTo(id);
            assertThat(damage.fromSeq()).isPositive();
        });
    }

    @Test
    void candles_of_dates_without_ticks_are_copied_closed_and_open() throws Exception {
        RecordedTape.make(dir, 8);
        Path whole = RecordedTape.tape(dir);
        long last = facts(whole).applied().seq();
        List<String> candles = candles(whole);
        try (Connection tape = Tape.openForWriting(whole);
                Statement statement = tape.createStatement();
                TapeMeta meta = new TapeMeta(tape)) {
            statement.executeUpdate("DELETE FROM trade_block WHERE date < '2024-08-09'");
            statement.executeUpdate("DELETE FROM quote_block WHERE date < '2024-08-09'");
            meta.put(TapeFacts.TICKS_FROM_DATE, "2024-08-09");
        }
        Path copy = dir.resolve("new.db");
        carry(whole, copy, SeqRanges.of(1, last));
        assertThat(candles(copy)).isEqualTo(candles);
        assertThat(facts(copy).ticksFromDay()).isEqualTo(facts(whole).ticksFromDay());
        try (Connection tape = Tape.openForWriting(whole);
                Statement statement = tape.createStatement();
                TapeMeta meta = new TapeMeta(tape)) {
            statement.executeUpdate("DELETE FROM trade_block");
            statement.executeUpdate("DELETE FROM quote_block");
            meta.put(TapeFacts.TICKS_FROM_DATE, "2024-08-12");
        }
        Path empty = dir.resolve("empty.db");
        carry(whole, empty, SeqRanges.of(1, last));
        assertThat(candles(empty)).isEqualTo(candles);
    }

    private TapeCarrier.Carried carry(Path from, Path to, SeqRanges ranges) {
        try (Journal journal = Journal.open(JournalConfig.defaults(dir.resolve("journal")))) {
            return TapeCarrier.carry(from, to, journal.symbols(), ranges, ticks -> {});
        }
    }

    private static SeqRanges any(Random random, long last, int count) {
        List<SeqRanges.Range> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long from = 1 + random.nextInt((int) last);
            ranges.add(new SeqRanges.Range(from, Math.min(last, from + random.nextInt(500))));
        }
        return SeqRanges.of(ranges);
    }

    private static void setApplied(Path file, TapeMeta.Applied applied) throws SQLException {
        try (Connection tape = Tape.openForWriting(file);
                TapeMeta meta = new TapeMeta(tape)) {
            meta.putApplied(applied);
            meta.putSynthetic(false);
        }
    }

    private static TapeFacts facts(Path file) {
        try (TapeCheck check = TapeCheck.open(file)) {
            assertThat(check.damages()).isEmpty();
            return check.facts();
        }
    }

    /** The ticks' digest, and every candle and series, in words. */
    static List<String> content(Path file) throws SQLException {
        List<String> content = new ArrayList<>(candles(file));
        try (TapeCheck check = TapeCheck.open(file)) {
            TapeCheck.Sums sums = check.sum(SeqRanges.of(1, Long.MAX_VALUE - 1), ticks -> {});
            assertThat(sums.damages()).isEmpty();
            content.add(sums.digests().get(0).since(Long.MIN_VALUE).toString());
        }
        try (Connection tape = Tape.openForReading(file)) {
            Tick tick = new Tick();
            SeriesTable.load(tape, (series, first, last, count, latest) -> {
                LatestTick.decode(latest, tick);
                content.add(series + " " + first + " " + last + " " + count + " " + tick.seq() + " " + tick.tsNanos()
                        + " " + tick.recvTsNanos() + " " + tick.decimalText(0) + " " + tick.decimalText(1) + " "
                        + tick.decimalText(2) + " " + tick.side() + " " + tick.idText());
            });
        }
        return content;
    }

    private static List<String> candles(Path file) throws SQLException {
        List<String> candles = new ArrayList<>();
        try (Connection tape = Tape.openForReading(file);
                Statement statement = tape.createStatement()) {
            for (String table : List.of("candle", "open_candle")) {
                try (ResultSet row = statement.executeQuery("SELECT " + CandleTable.columns() + " FROM " + table
                        + " ORDER BY series, price, interval_s, ts")) {
                    Candle candle = new Candle();
                    while (row.next()) {
                        CandleTable.read(row, candle);
                        candles.add(table + " " + row.getInt(1) + " " + row.getInt(2) + " " + row.getInt(3) + " "
                                + row.getLong(4) + " " + candle);
                    }
                }
            }
        }
        return candles;
    }
}
