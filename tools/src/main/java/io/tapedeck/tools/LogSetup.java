package io.tapedeck.tools;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * The logging of the command line: one line a record on standard error, libraries from WARN on and Tapedeck from INFO on.
 * Logback finds it as a service, so it must be public; being code and not XML, it takes a fifth of the time at start. The
 * form can be changed at any time, by any thread, and holds for the next record.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static volatile LogForm form = LogForm.TEXT;

    /** A set-up, made by Logback. */
    public LogSetup() {}

    /** Turns off what libraries would do or print at start, before any of their classes is loaded. */
    static void quietenLibraries() {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.setProperty("java.util.logging.config.class", JdkLog.class.getName());
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("disable.perf.info", "true");
        System.setProperty("disable.debug.info", "true");
    }

    /** Logs what ends a thread; Java alone would print it, in a form of its own. */
    static void logDyingThreads() {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) ->
                LoggerFactory.getLogger(LogSetup.class).error("thread {} ended by an error", thread.getName(), error));
    }

    static void use(LogForm wanted) {
        form = wanted;
    }

    static LogForm form() {
        return form;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Lines lines = new Lines();
        lines.setContext(context);
        lines.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(lines);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("ROOT").addAppender(appender);
        context.getLogger("io.tapedeck").setLevel(Level.INFO);
        // It warns at every start that it cannot pin threads to cores without another library; nothing here asks it to.
        context.getLogger("net.openhft.affinity").setLevel(Level.OFF);
        // It logs each client's handshake and each wrong argument, in the client's words; the client is told anyway.
        context.getLogger("io.modelcontextprotocol").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Asks for the form at each record. */
    private static final class Lines extends LayoutBase<ILoggingEvent> {
        @Override
        public String doLayout(ILoggingEvent record) {
            return form.line(record) + System.lineSeparator();
        }
    }
}
