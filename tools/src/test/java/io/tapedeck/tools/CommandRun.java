package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs commands as the jar does, but in this process and without variables of an environment, and keeps what the last one wrote. One thread. */
final class CommandRun {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs a command, and returns what it exits with. */
    int run(String... args) {
        out.reset();
        err.reset();
        return Main.run(stream(out), stream(err), variable -> null, args);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** What a command writes that must end well. */
    String outOf(String... args) {
        assertThat(run(args)).as(err()).isZero();
        return out();
    }

    /** What the last one wrote to standard output. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The same as JSON. */
    JsonNode json() {
        return JsonMapper.shared().readTree(out());
    }

    /** What it wrote to standard error. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
