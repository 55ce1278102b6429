package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file goes on where its import, or the file itself, was cut short. Where an import was killed, its chunks are in the
 * journal and the ledger has nothing of it: so that is what is made here. {@link ImportIT} kills.
 */
final class ImportResumeTest {
    private static final int CHUNK = FileRecording.CHUNK_TICKS;

    @TempDir
    private Path work;

    private final CommandRun command = new CommandRun();

    private static String row(int number) {
        return "A," + (1_795_428_000_000L + number) + ",1.5," + number + "\n";
    }

    private static String rows(int from, int to) {
        StringBuilder rows = new StringBuilder();
        IntStream.range(from, to).forEach(number -> rows.append(row(number)));
        return rows.toString();
    }

    private static String file(int rows) {
        return "symbol,ts,price,id\n" + rows(0, rows);
    }

    private String imported(String text) throws IOException {
        Path file = work.resolve("a.csv");
        Files.writeString(file, text);
        return command.outOf(
                "import", file.toString(), "--data", work.resolve("data").toString());
    }

    private void forgetLedger() throws IOException {
        Files.delete(work.resolve("data/imports.jsonl"));
    }

    private List<String> ids() {
        return command.outOf(
                        "replay",
                        "--speed",
                        "max",
                        "--data",
                        work.resolve("data").toString())
                .lines()
                .map(line -> line.replaceFirst(".*\"id\":\"([0-9]+)\".*", "$1"))
                .toList();
    }

    private void assertRecordedOnce(int rows) {
        assertThat(ids())
                .isEqualTo(IntStream.range(0, rows).mapToObj(Integer::toString).toList());
    }

    @ParameterizedTest
    @CsvSource({"10,11", "10,40000", "16384,16385", "20000,20001", "20000,40000", "32768,49152"})
    void a_file_that_has_grown_goes_on_behind_what_it_was(int before, int now) throws IOException {
        imported(file(before));
        assertThat(imported(file(now)))
                .contains((now - before) + " tick", ", behind " + before + " ticks recorded before");
        assertRecordedOnce(now);
    }

    @ParameterizedTest
    @CsvSource({"10,11", "10,40000", "16384,16385", "20000,20001", "20000,40000", "32768,49152"})
    void so_does_one_whose_import_was_killed(int before, int now) throws IOException {
        imported(file(before));
        forgetLedger();
        assertThat(imported(file(now)))
                .contains((now - before) + " tick", ", behind " + before + " ticks recorded before");
        forgetLedger();
        assertThat(imported(file(now))).contains(now + " ticks recorded before: nothing done");
        assertThat(imported(file(now))).contains("imported before, " + now + " ticks");
        assertRecordedOnce(now);
    }

    @Test
    void a_file_may_grow_again_and_again() throws IOException {
        int[] sizes = {5, 6, 300, CHUNK + 1, CHUNK + 2, 2 * CHUNK, 2 * CHUNK + 7};
        for (int size : sizes) {
            imported(file(size));
            forgetLedger();
        }
        assertRecordedOnce(2 * CHUNK + 7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_last_line_without_an_end_is_known_when_its_end_comes(boolean ledger) throws IOException {
        String whole = file(100);
        imported(whole.substring(0, whole.length() - 1));
        if (!ledger) {
            forgetLedger();
        }
        assertThat(imported(file(200))).contains("100 ticks recorded", ", behind 100 ticks recorded before");
        assertRecordedOnce(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_last_line_that_was_cut_short_costs_itself_alone(boolean ledger) throws IOException {
        String whole = file(101);
        imported(whole.substring(0, whole.length() - 2)); // the last id is 10 in place of 100
        if (!ledger) {
            forgetLedger();
        }
        assertThat(imported(file(200))).contains("100 ticks recorded", ", behind 100 ticks recorded before");
        assertThat(ids())
                .hasSize(201)
                .containsSequence("99", "10", "100", "101")
                .endsWith("199");
    }

    @Test
    void a_last_line_that_cannot_be_read_is_said_to_be_cut_short_perhaps() throws IOException {
        Path file = work.resolve("cut.csv");
        Files.writeString(file, file(3) + "A,17954280");
        int code = command.run(
                "import", file.toString(), "--data", work.resolve("data").toString());
        assertThat(code).isEqualTo(ExitCodes.FAILED);
        assertThat(command.err()).contains("line 5: ", "it may have been cut short");
    }

    @Test
    void another_file_with_the_same_beginning_is_recorded_from_where_it_differs() throws IOException {
        imported(file(20_000));
        String other = "symbol,ts,price,id\n" + rows(0, CHUNK + 1) + row(777_777) + rows(CHUNK + 2, 20_000);
        assertThat(imported(other)).contains((20_000 - CHUNK) + " ticks recorded", "behind " + CHUNK + " ticks");
        assertThat(ids()).hasSize(20_000 + 20_000 - CHUNK).containsOnlyOnce("777777");
    }

    @Test
    void lines_that_make_no_tick_at_the_end_do_not_hide_what_was_recorded() throws IOException {
        String trade =
                "1723161600164378285 {\"e\":\"trade\",\"s\":\"A\",\"t\":%d,\"p\":\"1\",\"q\":\"1\",\"T\":1723161601437,"
                        + "\"m\":true}\n";
        String other = "1723161600164378285 {\"e\":\"depthUpdate\"}\n";
        String first = trade.formatted(0) + trade.formatted(1) + other + other;
        assertThat(imported(first)).contains("2 ticks recorded (binance-ws)", "2 other rows passed over");
        forgetLedger();
        assertThat(imported(first + other + trade.formatted(2)))
                .contains("1 tick recorded", "behind 2 ticks recorded before");
        assertRecordedOnce(3);
    }
}
