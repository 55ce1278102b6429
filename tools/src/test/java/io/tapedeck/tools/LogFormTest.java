package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A record of the log is one line, whatever is in it, and nothing of it is lost. */
final class LogFormTest {
    private static LoggingEvent record(String message, Throwable error) {
        LoggingEvent record = new LoggingEvent(
                LogFormTest.class.getName(),
                new LoggerContext().getLogger("io.undertow.request"),
                Level.ERROR,
                message,
                error,
                null);
        record.setThreadName("tapedeck-http-general-1");
        record.setInstant(Instant.parse("2026-11-23T10:00:00.000000120Z"));
        return record;
    }

    @Test
    void json_has_all_members_and_the_whole_stack() {
        Throwable error = new IllegalStateException("outer", new IllegalArgumentException("inner \"quoted\"\nline"));
        String line = LogForm.JSON.line(record("path /a\r\nERROR forged: é\u0007", error));
        assertThat(line).hasLineCount(1).doesNotContain("\n", "\r", "\u0007");
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.propertyNames()).containsExactly("ts", "level", "logger", "message", "thread", "error");
        assertThat(json.path("ts").asString()).isEqualTo("2026-11-23T10:00:00.000000120Z");
        assertThat(json.path("level").asString()).isEqualTo("ERROR");
        assertThat(json.path("logger").asString()).isEqualTo("io.undertow.request");
        assertThat(json.path("message").asString()).isEqualTo("path /a\r\nERROR forged: é\u0007");
        assertThat(json.path("thread").asString()).isEqualTo("tapedeck-http-general-1");
        assertThat(json.path("error").asString())
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("Caused by: java.lang.IllegalArgumentException: inner \"quoted\"", "LogFormTest.java:");
    }

    @Test
    void json_without_an_error_has_none() {
        assertThat(LogForm.JSON.line(record("fine", null)))
                .doesNotContain("error\"")
                .endsWith("\"}");
    }

    @Test
    void text_is_one_line_with_the_stack_behind_the_message() {
        Throwable error = new IllegalStateException("outer", new IllegalArgumentException("inner"));
        assertThat(LogForm.TEXT.line(record("path /a\r\n10:00 ERROR forged\u001b[31m", error)))
                .hasLineCount(1)
                .contains(
                        "ERROR request: path /a | 10:00 ERROR forged?[31m | java.lang.IllegalStateException: outer | at ")
                .contains("Caused by: java.lang.IllegalArgumentException: inner");
        assertThat(LogForm.TEXT.line(record("fine", null))).endsWith(" ERROR request: fine");
    }
}
