package io.tapedeck.tools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Brings what is logged through the JDK into the one log. The JDK makes one, by its name and so publicly, when its logging is
 * used first, which in most runs is never or at their very end; a service for {@code System.Logger} would load Logback then.
 */
public final class JdkLog {
    private static final String PROPERTIES = """
            handlers = org.slf4j.bridge.SLF4JBridgeHandler
            .level = INFO
            """;

    /**
     * Sets the JDK's logging up.
     *
     * @throws IOException never: the properties are in memory
     */
    public JdkLog() throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(PROPERTIES.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
