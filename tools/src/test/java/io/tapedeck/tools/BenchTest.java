package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A small bench runs through: each stage's answers are right, its figures are there, and nothing is left behind. */
final class BenchTest {
    @TempDir
    private Path directory;

    private final CommandRun command = new CommandRun();

    @Test
    void a_small_run_measures_every_stage_and_leaves_nothing_behind() {
        int code = command.run("bench --ticks 20001 --symbols 23 --seed 7 --json --data"
                .concat(" " + directory)
                .split(" "));
        assertThat(code).as(command.err()).isZero();
        JsonNode result = command.json();
        JsonNode machine = result.get("machine");
        assertThat(machine.get("cores").asInt()).isPositive();
        assertThat(machine.get("cpu").asString()).isNotBlank();
        assertThat(machine.get("libraries").get("chronicle_queue").asString()).matches("\\d.*");
        assertThat(result.get("bytes_per_trade").asDouble()).isBetween(5.0, 50.0);
        assertThat(result.get("journal_bytes_per_trade").asDouble()).isBetween(20.0, 100.0);
        List<String> names = new ArrayList<>(result.get("stages").propertyNames());
        assertThat(names)
                .isEqualTo(
                        Stream.of(BenchStage.values()).map(BenchStage::toString).toList());
        for (BenchStage stage : BenchStage.values()) {
            hasFigures(stage.unit(), result.get("stages").get(stage.toString()));
        }
        assertThat(directory).isEmptyDirectory();
    }

    private static void hasFigures(String unit, JsonNode stage) {
        assertThat(stage.get(unit + "_per_second").asDouble()).isPositive();
        assertThat(stage.has("offered_" + unit + "_per_second")).isTrue();
        assertThat(stage.get("operations").asLong()).isPositive();
        assertThat(stage.get("p50_us").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(stage.get("p99_us").asDouble());
        assertThat(stage.get("p99_us").asDouble())
                .isLessThanOrEqualTo(stage.get("p999_us").asDouble());
        assertThat(stage.get("p999_us").asDouble())
                .isLessThanOrEqualTo(stage.get("max_us").asDouble());
    }
}
