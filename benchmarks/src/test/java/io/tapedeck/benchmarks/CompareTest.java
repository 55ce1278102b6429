package io.tapedeck.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: every row still runs, and leaves nothing behind. Method: the whole command with very few ticks, each contender in its
 * process as always; what the other stores would say is left out, since it takes long to start them.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompareTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void every_row_gives_figures_without_peers() throws Exception {
        List<String> args = new ArrayList<>();
        for (Row row : Rows.ALL) {
            if (!row.name().equals("trickle")) { // real time: tested by itself
                args.add(row.name());
            }
        }
        args.addAll(List.of("--runs", "1", "--ticks", "100000", "--seconds", "0.2", "--without-peers"));
        args.addAll(List.of(
                "--only", "tapedeck,tapedeck-csv,tapedeck-ndjson-2,chronicle,mmap,write,idle,busy,once,10-times"));
        args.addAll(List.of("--dir", directory.toString(), "--json"));
        JsonNode answer = json(args.toArray(new String[0]));
        assertThat(answer.path("runs").asInt()).isEqualTo(1);
        assertThat(answer.path("machine").path("cores").asInt()).isPositive();
        for (Row row : Rows.ALL) {
            for (JsonNode contender : answer.path("rows").path(row.name()).path("contenders")) {
                assertThat(contender.properties()).isNotEmpty();
                contender.forEach(
                        figure -> assertThat(figure.path("median").asDouble()).isGreaterThanOrEqualTo(0));
            }
        }
        JsonNode append = answer.path("rows")
                .path("append")
                .path("contenders")
                .path("tapedeck")
                .path("ticks_per_second");
        assertThat(append.path("runs")).hasSize(1);
        assertThat(append.path("ratio").asDouble()).isPositive();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void a_trickle_is_counted_for_tape_and_journal_apart() {
        JsonNode figures = json("trickle", "--runs", "1", "--ticks", "1000", "--dir", directory.toString(), "--json")
                .path("rows")
                .path("trickle")
                .path("contenders")
                .path("tapedeck");
        assertThat(figures.path("tape_and_wal_bytes_per_second").path("median").asDouble())
                .isPositive();
    }

    @Test
    void what_is_not_there_is_refused_in_a_line() {
        assertThat(run("nothing")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("nothing")
                .contains("capture")
                .hasLineCount(1);
        err.reset();
        assertThat(run("append", "--only", "nobody")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("chronicle").hasLineCount(1);
    }

    @Test
    void the_list_names_every_row_and_contender() {
        assertThat(run("--list")).isZero();
        for (Row row : Rows.ALL) {
            assertThat(out.toString(StandardCharsets.UTF_8)).contains(row.name() + ": ");
            assertThat(row.contender(row.baseline()).name()).isEqualTo(row.baseline());
            row.contenders()
                    .forEach(one ->
                            assertThat(out.toString(StandardCharsets.UTF_8)).contains(one.name()));
        }
    }

    private JsonNode json(String... args) {
        assertThat(run(args)).as(() -> err.toString(StandardCharsets.UTF_8)).isZero();
        return JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private int run(String... args) {
        return Compare.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }
}
