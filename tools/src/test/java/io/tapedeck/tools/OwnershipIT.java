package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: a directory has one owner, which is replaced when that is asked for, and no process is ended that should not be. Method:
 * the packaged program as real processes, whole, hung, killed, in another namespace, and strangers that hold the lock.
 */
@Timeout(240)
final class OwnershipIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path work;

    private Jar serve(String... more) throws IOException {
        return Jar.start(work, arguments(more));
    }

    private static String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data", "data", "--port", "0", "--json"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static JsonNode banner(Jar serve) throws IOException {
        String line = serve.firstLine();
        assertThat(line).as(serve.errors()).isNotNull();
        return JsonMapper.shared().readTree(line);
    }

    private static void record(JsonNode banner) throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(banner.path("address").asString() + "/v1/ticks"))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"symbol\":\"X\",\"price\":1}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static long visible(JsonNode banner, long minSeq) throws Exception {
        URI trades = URI.create(banner.path("address").asString() + "/v1/symbols?min_seq=" + minSeq);
        HttpResponse<String> answer =
                CLIENT.send(HttpRequest.newBuilder(trades).build(), HttpResponse.BodyHandlers.ofString());
        return JsonMapper.shared()
                .readTree(answer.body())
                .path("data")
                .path(0)
                .path("count")
                .asLong();
    }

    @Test
    void of_three_that_start_at_once_one_serves_and_the_others_name_it() throws Exception {
        List<Jar> started = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                started.add(serve());
            }
            Jar serving = null;
            List<Jar> refused = new ArrayList<>();
            for (Jar jar : started) {
                if (jar.firstLine() == null) {
                    refused.add(jar);
                } else {
                    serving = jar;
                }
            }
            assertThat(serving).isNotNull();
            assertThat(refused).hasSize(2);
            for (Jar jar : refused) {
                assertThat(jar.exitCode()).isEqualTo(ExitCodes.OWNED);
                assertThat(jar.errors())
                        .hasLineCount(1)
                        .contains("is owned by ", "process ", "serve --takeover")
                        .containsPattern("process " + serving.pid() + "|another process");
            }
        } finally {
            started.forEach(Jar::close);
        }
    }

    @Test
    void a_hung_owner_is_killed_when_its_time_is_over() throws Exception {
        try (Jar hung = serve()) {
            record(banner(hung));
            assertThat(Jar.run(work, "status", "--ready").code()).isZero();
            hung.signal("STOP");
            Jar.Ended status = Jar.run(work, "status", "--ready");
            assertThat(status.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(status.out()).contains("running, process " + hung.pid());
            try (Jar next = serve("--takeover", "--takeover-wait", "1s")) {
                JsonNode banner = banner(next);
                assertThat(banner.path("took_over_from").asLong()).isEqualTo(hung.pid());
                assertThat(hung.exitCode()).isEqualTo(128 + 9);
                record(banner);
                assertThat(visible(banner, 2)).isEqualTo(2);
            }
        }
    }

    @Test
    void a_takeover_of_a_dead_owner_is_a_start() throws Exception {
        try (Jar killed = serve()) {
            record(banner(killed));
            killed.signal("KILL");
            killed.exitCode();
            try (Jar next = serve("--takeover")) {
                JsonNode banner = banner(next);
                assertThat(banner.path("took_over_from").isNull()).isTrue();
                assertThat(visible(banner, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void of_two_that_take_over_one_wins_and_the_other_says_so() throws Exception {
        try (Jar hung = serve()) {
            banner(hung);
            hung.signal("STOP"); // so that both wait for its end
            try (Jar one = serve("--takeover", "--takeover-wait", "8s");
                    Jar other = serve("--takeover", "--takeover-wait", "8s")) {
                boolean oneWon = one.firstLine() != null;
                Jar winner = oneWon ? one : other;
                Jar loser = oneWon ? other : one;
                if (!oneWon) {
                    assertThat(winner.firstLine()).as(winner.errors()).isNotNull();
                }
                assertThat(loser.exitCode()).isEqualTo(ExitCodes.OWNED);
                assertThat(loser.errors())
                        .hasLineCount(1)
                        .containsPattern("process " + winner.pid() + "|owned by another process");
                assertThat(winner.isAlive()).isTrue();
                assertThat(Jar.run(work, "status").out()).contains("process " + winner.pid());
            }
        }
    }

    @Test
    void what_cannot_work_is_found_out_before_the_owner_is_ended() throws Exception {
        try (Jar owner = serve();
                ServerSocket taken = new ServerSocket(0)) {
            JsonNode banner = banner(owner);
            Jar.Ended demo = Jar.run(work, "serve", "--data", "data", "--demo", "--port", "0", "--takeover");
            assertThat(demo.code()).as(demo.err()).isEqualTo(ExitCodes.USAGE);
            Jar.Ended port = Jar.run(
                    work, "serve", "--data", "data", "--port", String.valueOf(taken.getLocalPort()), "--takeover");
            assertThat(port.code()).as(port.err()).isEqualTo(ExitCodes.FAILED);
            assertThat(port.err()).contains("is taken by another program");
            Path temporary = work.resolve("data/tmp");
            assertThat(temporary).isDirectoryNotContaining("glob:**rehearsal*");
            record(banner);
        }
    }

    /** Holds a lock for a time, as no Tapedeck. */
    static final class Stranger {
        private Stranger() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel channel =
                            FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                System.out.println(lock.isValid());
                System.in.read();
            }
        }
    }

    private Process stranger() throws IOException {
        Path lock = Files.createDirectories(work.resolve("data")).resolve("tapedeck.lock");
        Process stranger = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Stranger.class.getName(),
                        lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(stranger.inputReader(StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("true");
        }
        return stranger;
    }

    @Test
    void a_stranger_that_holds_the_lock_gets_no_signal() throws Exception {
        Process stranger = stranger();
        try {
            Jar.Ended takeover = Jar.run(work, arguments("--takeover", "--takeover-wait", "1s"));
            assertThat(takeover.code()).as(takeover.err()).isEqualTo(ExitCodes.OWNED);
            assertThat(takeover.err()).hasLineCount(1).contains("process " + stranger.pid(), "no tapedeck command");
            // The files that a killed owner left make it no Tapedeck.
            Files.writeString(work.resolve("data/tapedeck.stop"), "0".repeat(32));
            Files.writeString(
                    work.resolve("data/tapedeck.owner"),
                    "{\"pid\":" + stranger.pid() + ",\"address\":\"http://127.0.0.1:1\",\"command\":\"tapedeck.jar\"}");
            takeover = Jar.run(work, arguments("--takeover", "--takeover-wait", "1s"));
            assertThat(takeover.code()).as(takeover.err()).isEqualTo(ExitCodes.OWNED);
            assertThat(takeover.err()).hasLineCount(1).contains("process " + stranger.pid(), "no tapedeck command");
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void an_owner_that_cannot_be_seen_is_asked_over_http_alone() throws Exception {
        List<String> namespace = namespace("--mount-proc");
        try (Jar owner = serve()) {
            record(banner(owner));
            try (Jar inside = Jar.startBelow(namespace, work, arguments("--takeover"))) {
                JsonNode banner = banner(inside);
                assertThat(banner.path("took_over_from").asLong()).isEqualTo(owner.pid());
                assertThat(owner.exitCode()).isZero();
                assertThat(visible(banner, 1)).isEqualTo(1);
                // From outside, the kernel says which process it is.
                Jar.Ended stop = Jar.run(work, "stop");
                assertThat(stop.code()).as(stop.err()).isZero();
                assertThat(inside.exitCode()).isZero();
            }
        }
    }

    @Test
    void an_owner_that_cannot_be_seen_and_does_not_answer_is_left_alone() throws Exception {
        List<String> namespace = namespace("--mount-proc");
        try (Jar owner = serve()) {
            banner(owner);
            owner.signal("STOP");
            try (Jar inside = Jar.startBelow(namespace, work, arguments("--takeover", "--takeover-wait", "1s"))) {
                assertThat(inside.exitCode()).as(inside.errors()).isEqualTo(ExitCodes.OWNED);
                assertThat(inside.errors()).hasLineCount(1).contains("cannot be seen from here", "where it runs");
            }
            assertThat(owner.isAlive()).isTrue();
            owner.signal("CONT"); // what it was asked still waits for it
            assertThat(owner.exitCode()).isZero();
        }
    }

    @Test
    void process_numbers_of_another_namespace_are_not_believed() throws Exception {
        List<String> namespace = namespace(); // with the /proc of the outside, whose numbers are others' here
        try (Jar owner = serve()) {
            banner(owner);
            owner.signal("STOP");
            try (Jar inside = Jar.startBelow(namespace, work, arguments("--takeover", "--takeover-wait", "1s"))) {
                assertThat(inside.exitCode()).as(inside.errors()).isEqualTo(ExitCodes.OWNED);
                assertThat(inside.errors()).hasLineCount(1).contains("cannot be seen from here");
            }
            assertThat(owner.isAlive()).isTrue();
        }
    }

    private static List<String> namespace(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child"));
        command.addAll(List.of(more));
        List<String> trial = new ArrayList<>(command);
        trial.add("true");
        boolean works;
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            works = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, "unshare --pid is not allowed here, so there is no second namespace to try");
        return command;
    }
}
