package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever logs, and whatever ends a thread: it goes into the one log, in the form that was asked for. */
final class LogSetupTest {
    /** What a work writes to standard error meanwhile, a line a record. */
    private static List<String> logged(LogForm form, Runnable work) throws Exception {
        PrintStream before = System.err;
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        LogSetup.use(form);
        LogSetup.logDyingThreads();
        new JdkLog(); // as the JDK does it, but JUnit was quicker
        try {
            Thread thread = new Thread(work, "worker");
            thread.start();
            thread.join(20_000);
        } finally {
            System.setErr(before);
            LogSetup.use(LogForm.TEXT);
            LogManager.getLogManager().readConfiguration();
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void libraries_and_dying_threads_are_logged_as_json() throws Exception {
        List<JsonNode> records = logged(LogForm.JSON, () -> {
                    LoggerFactory.getLogger("org.xnio.nio").error("a library", new IllegalStateException("of its own"));
                    LoggerFactory.getLogger("org.xnio.nio").info("too much to know");
                    System.getLogger("com.lmax.disruptor").log(System.Logger.Level.WARNING, "through the JDK");
                    java.util.logging.Logger.getLogger("org.jline").warning("likewise");
                    LoggerFactory.getLogger("io.tapedeck.server.Tapedeck").info("ours");
                    throw new AssertionError("and dies");
                })
                .stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(records)
                .extracting(record -> record.path("logger").asString() + ": "
                        + record.path("message").asString())
                .containsExactly(
                        "org.xnio.nio: a library",
                        "com.lmax.disruptor: through the JDK",
                        "org.jline: likewise",
                        "io.tapedeck.server.Tapedeck: ours",
                        "io.tapedeck.tools.LogSetup: thread worker ended by an error");
        assertThat(records.get(0).path("error").asString()).contains("IllegalStateException: of its own", "\tat ");
        assertThat(records.get(4).path("error").asString()).contains("AssertionError: and dies");
    }

    @Test
    void the_same_is_a_line_each_for_people() throws Exception {
        assertThat(logged(LogForm.TEXT, () -> {
                    LoggerFactory.getLogger("org.xnio.nio").error("a library", new IllegalStateException("of its own"));
                    throw new AssertionError("and dies");
                }))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("ERROR nio: a library | java.lang.IllegalStateException: of its"),
                        line -> assertThat(line).contains("ERROR LogSetup: thread worker ended by an error | "));
    }
}
