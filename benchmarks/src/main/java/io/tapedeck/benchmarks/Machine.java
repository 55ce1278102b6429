package io.tapedeck.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.tapedeck.server.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured on, and what with; figures without it mean nothing. Immutable. */
record Machine(Map<String, Object> facts) {
    /** The machine as it is seen from a directory. */
    static Machine seenFrom(Path directory) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("cpu", cpu());
        facts.put("cores", system.getAvailableProcessors());
        facts.put("memory_bytes", system.getTotalMemorySize());
        facts.put("os", system.getName() + " " + system.getVersion() + " " + system.getArch());
        facts.put("load_average", system.getSystemLoadAverage());
        facts.put("file_system", fileSystem(directory));
        facts.put("java", Runtime.version().toString());
        facts.put("tapedeck", Version.text());
        facts.put("questdb", version("io.questdb.ServerMain"));
        facts.put("duckdb", version("org.duckdb.DuckDBDriver"));
        facts.put("sqlite_jdbc", version("org.sqlite.JDBC"));
        return new Machine(facts);
    }

    private static String cpu() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
            return lines.stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // not Linux
        }
    }

    private static String fileSystem(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Each store tells its version in the name of its jar. */
    private static String version(String className) {
        try {
            Path jar = Path.of(Class.forName(className)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.getFileName().toString().replaceAll("^[a-z_-]*-|\\.jar$", "");
        } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
            return "unknown";
        }
    }
}
