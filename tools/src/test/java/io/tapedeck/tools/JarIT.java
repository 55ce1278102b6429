package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What is in the runnable jar, and what is not. */
final class JarIT {
    @Test
    void opens_the_jdk_by_its_manifest() throws IOException {
        try (JarFile jar = new JarFile(Jar.FILE.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Main-Class")).isEqualTo("io.tapedeck.tools.Main");
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
            assertThat(manifest.getValue("Add-Opens"))
                    .contains("java.base/sun.nio.ch")
                    .doesNotContain("=");
            assertThat(manifest.getValue("Add-Exports"))
                    .contains("java.base/jdk.internal.ref")
                    .doesNotContain("=");
        }
    }

    @Test
    void holds_no_analytics_and_no_signatures() throws IOException {
        try (JarFile jar = new JarFile(Jar.FILE.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .noneMatch(
                            name -> name.contains("chronicle/analytics") || name.matches("META-INF/.*\\.(SF|RSA|DSA)"))
                    .doesNotHaveDuplicates();
            assertThat(jar.getEntry("META-INF/services/java.sql.Driver")).isNotNull();
        }
    }
}
