package io.tapedeck.tools;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How a record of the log looks. One line each, whatever is in its message: nobody can forge a second one. Any thread. */
enum LogForm {
    /** For people: time, level, logger, message, and the stack of an error behind it. */
    TEXT {
        @Override
        String line(ILoggingEvent record) {
            String line = CLOCK.format(record.getInstant()) + ' '
                    + String.format(Locale.ROOT, "%-5s", record.getLevel()) + ' '
                    + record.getLoggerName().substring(record.getLoggerName().lastIndexOf('.') + 1) + ": "
                    + record.getFormattedMessage();
            IThrowableProxy error = record.getThrowableProxy();
            return onOneLine(error == null ? line : line + '\n' + ThrowableProxyUtil.asString(error));
        }
    },

    /** For programs: an object with {@code ts}, {@code level}, {@code logger}, {@code message}, {@code thread}, {@code error}. */
    JSON {
        @Override
        String line(ILoggingEvent record) {
            StringWriter line = new StringWriter(256);
            try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
                json.writeStartObject();
                json.writeStringProperty("ts", Json.ISO.format(record.getInstant()));
                json.writeStringProperty("level", record.getLevel().toString());
                json.writeStringProperty("logger", record.getLoggerName());
                json.writeStringProperty("message", record.getFormattedMessage());
                json.writeStringProperty("thread", record.getThreadName());
                IThrowableProxy error = record.getThrowableProxy();
                if (error != null) {
                    json.writeStringProperty(
                            "error", ThrowableProxyUtil.asString(error).stripTrailing());
                }
                json.writeEndObject();
            }
            return line.toString();
        }
    };

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Pattern BREAK = Pattern.compile("\\s*[\\r\\n]+\\s*");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");

    /** Loaded with the first record, and only where records are JSON. */
    private static final class Json {
        static final JsonFactory FACTORY = new JsonFactory();
        static final DateTimeFormatter ISO =
                new DateTimeFormatterBuilder().appendInstant(9).toFormatter(Locale.ROOT);
    }

    /** The record without the end of its line. */
    abstract String line(ILoggingEvent record);

    private static String onOneLine(String text) {
        return CONTROL.matcher(BREAK.matcher(text.strip()).replaceAll(" | ")).replaceAll("?");
    }
}
