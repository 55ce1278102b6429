package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tapedeck replay}: into another Tapedeck the same ticks come, and the source stays what it was, byte for byte. */
final class ReplayTest {
    /** What a random deck has not: ids of each type, absent fields, one-sided quotes, no receive time, odd numbers. */
    private static final String ODD = """
            {"symbol":"X:Y","ts":1723150800000000001,"recv_ts":null,"price":"0.000000000000000001","id":"007"}
            {"symbol":"X:Y","ts":1723150800000000001,"recv_ts":1723150800000000000,"price":-5,"size":0,"side":"sell","id":"7"}
            {"symbol":"X:Y","ts":1723150800000000001,"recv_ts":null,"price":"1.500","id":"123e4567-e89b-12d3-a456-426614174000"}
            {"symbol":"X:Y","ts":1723150800000000002,"price":1,"id":"a, \\"b\\" \\\\ é"}
            {"symbol":"X:Y","ts":1723150800000000003,"recv_ts":null,"bid":"1.10"}
            {"symbol":"X:Y","ts":1723150700000000000,"ask":2,"ask_size":"3.000"}
            """;

    private static final int TICKS = 8_000;

    @TempDir
    private Path work;

    private final CommandRun command = new CommandRun();

    private List<String> replayed(Path data, String... options) {
        String[] arguments = Stream.concat(
                        Stream.of("replay", "--speed", "max", "--data", data.toString()), Arrays.stream(options))
                .toArray(String[]::new);
        return command.outOf(arguments).lines().toList();
    }

    private Path recorded() throws IOException, InterruptedException {
        long seed = Long.getLong("replay.seed", System.nanoTime());
        System.out.println("ReplayTest: -Dreplay.seed=" + seed);
        Path data = work.resolve("source");
        Path odd = Files.writeString(work.resolve("odd.ndjson"), ODD);
        RecordedDeck.record(data, new Random(seed), 2, TICKS);
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            assertThat(HttpPost.ndjson(server.address(), Files.readString(odd))).contains("\"recorded\":6");
        }
        return data;
    }

    /** Each file's bytes and times, and each directory's. */
    private static TreeMap<String, String> contents(Path data) throws IOException {
        TreeMap<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String bytes =
                        Files.isDirectory(file) ? "" : Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)));
                contents.put(data.relativize(file).toString(), bytes + " " + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }

    private String contentDigest(Path data) {
        assertThat(command.run("verify", "--json", "--data", data.toString())).isZero();
        JsonNode verdict = command.json();
        String content = verdict.findPath("content").asString("");
        assertThat(content).isNotEmpty();
        return content;
    }

    @Test
    void what_is_replayed_into_a_fresh_tapedeck_is_the_same_ticks_and_the_source_stays_as_it_was() throws Exception {
        Path source = recorded();
        Path target = work.resolve("target");
        TreeMap<String, String> before = contents(source);
        try (Tapedeck deck = Tapedeck.open(target);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 64 << 20))) {
            String url = server.address().toString();
            assertThat(command.run("replay", "--data", source.toString(), "--speed", "max", "--to-url", url, "--json"))
                    .as(command.err())
                    .isZero();
            assertThat(command.out().strip())
                    .isEqualTo("{\"ticks\":8006,\"gaps\":0,\"first_seq\":1,\"last_seq\":8006}");
        }
        assertThat(contents(source)).isEqualTo(before);
        assertThat(contentDigest(target)).isEqualTo(contentDigest(source));
        List<String> sent = replayed(source);
        assertThat(sent).hasSize(TICKS + 6);
        assertThat(replayed(target)).isEqualTo(sent);
    }

    @Test
    void a_range_of_times_comes_out_of_the_tape_in_its_order_and_leaves_no_trace() throws Exception {
        Path source = recorded();
        TreeMap<String, String> before = contents(source);
        List<String> all = replayed(source);
        List<JsonNode> rows = all.stream().map(JsonMapper.shared()::readTree).toList();
        List<String> times =
                rows.stream().map(row -> row.path("ts").asString()).sorted().toList();
        String from = times.get(TICKS / 3);
        String to = times.get(TICKS * 2 / 3);
        List<String> expected = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).path("ts").asString().compareTo(from) >= 0
                        && rows.get(i).path("ts").asString().compareTo(to) < 0
                        && rows.get(i).path("symbol").asString().matches("S[12]|X.*"))
                .boxed()
                .sorted((a, b) -> {
                    int byTs = rows.get(a)
                            .path("ts")
                            .asString()
                            .compareTo(rows.get(b).path("ts").asString());
                    return byTs == 0 ? a - b : byTs;
                })
                .map(all::get)
                .toList();
        assertThat(expected).isNotEmpty();
        assertThat(replayed(source, "--from", from, "--to", to, "--symbols", "S1,S2,X*,NONE"))
                .isEqualTo(expected);
        assertThat(contents(source)).isEqualTo(before);
    }

    @Test
    void beside_an_owner_a_range_of_times_has_also_what_is_not_committed() throws Exception {
        Path source = work.resolve("owned");
        try (Tapedeck deck = Tapedeck.open(source)) {
            RecordedDeck.send(deck, new Random(1), 1_000);
            deck.writer().awaitCommitted(1_000, RecordedDeck.WAIT_NANOS);
            for (int more = 1; more <= 3; more++) {
                RecordedDeck.send(deck, new Random(more), 1_000);
                assertThat(replayed(source, "--from", "0"))
                        .hasSize(1_000 + more * 1_000)
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void a_replay_can_be_imported_and_posted_as_it_is() throws Exception {
        Path source = recorded();
        Path file = Files.write(work.resolve("replay.ndjson"), replayed(source, "--to-seq", "50"));
        Path target = work.resolve("imported");
        assertThat(command.run("import", file.toString(), "--data", target.toString()))
                .as(command.err())
                .isZero();
        assertThat(replayed(target)).hasSize(50);
        try (Tapedeck deck = Tapedeck.open(target);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            assertThat(HttpPost.ndjson(server.address(), Files.readString(file)))
                    .contains("\"recorded\":50");
        }
    }

    @Test
    void a_tape_is_not_replayed_into_itself() throws Exception {
        Path source = work.resolve("self");
        try (Tapedeck deck = Tapedeck.open(source);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            RecordedDeck.send(deck, new Random(1), 100);
            assertThat(command.run(
                            "replay",
                            "--data",
                            source.toString(),
                            "--to-url",
                            server.address().toString()))
                    .isEqualTo(ExitCodes.FAILED);
            assertThat(command.err())
                    .contains("records into the tape that is to be replayed", "another data directory")
                    .hasLineCount(1);
            assertThat(deck.journal().appendedSeq()).isEqualTo(100);
        }
    }
}
