package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this program, as the build wrote it. Stateless; any thread. */
public final class Version {
    private static final String TEXT = read();

    private Version() {}

    /**
     * The version.
     *
     * @return for example {@code 0.1.0}
     */
    public static String text() {
        return TEXT;
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
        return properties.getProperty("version");
    }
}
