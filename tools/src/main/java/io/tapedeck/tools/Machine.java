package io.tapedeck.tools;

import com.sun.management.OperatingSystemMXBean;
import io.tapedeck.server.Version;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The machine that something was measured on, without which no figure means anything.
 *
 * @param cpu the processor's own name
 * @param cores how many of its cores this process may use
 * @param memoryBytes the machine's, or the container's
 * @param system the operating system with its version
 * @param fileSystem the type of file system that was measured, and its device
 * @param java the version of Java
 * @param javaFlags what Java was started with
 * @param heapBytes how large its heap may become
 * @param load1m how many processes wanted to run in the minute before; negative where that is not known
 * @param tapedeck Tapedeck's version
 * @param libraries the versions of those that the figures depend on
 */
record Machine(
        String cpu,
        int cores,
        long memoryBytes,
        String system,
        String fileSystem,
        String java,
        List<String> javaFlags,
        long heapBytes,
        double load1m,
        String tapedeck,
        Map<String, String> libraries) {

    /** This machine, with the file system of a directory. */
    static Machine of(Path directory) throws IOException {
        FileStore disk = Files.getFileStore(directory);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                disk.type() + " on " + disk.name(),
                Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                Runtime.getRuntime().maxMemory(),
                Math.round(system.getSystemLoadAverage() * 100) / 100.0,
                Version.text(),
                versions());
    }

    private static String cpuName() throws IOException {
        Path facts = Path.of("/proc/cpuinfo");
        if (Files.isReadable(facts)) {
            try (Stream<String> lines = Files.lines(facts)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        }
        return System.getProperty("os.arch");
    }

    private static Map<String, String> versions() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("libraries.properties")) {
            versions.load(in);
        }
        Map<String, String> sorted = new TreeMap<>();
        versions.forEach((name, version) -> sorted.put((String) name, (String) version));
        return sorted;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cpu", cpu);
        json.put("cores", cores);
        json.put("memory_bytes", memoryBytes);
        json.put("system", system);
        json.put("file_system", fileSystem);
        json.put("java", java);
        json.put("java_flags", javaFlags);
        json.put("heap_bytes", heapBytes);
        json.put("load_1m", load1m);
        json.put("tapedeck", tapedeck);
        json.put("libraries", libraries);
        return json;
    }

    /** The facts for people. */
    List<String> lines() {
        return List.of(
                cpu + ", " + cores + (cores == 1 ? " core, " : " cores, ") + (memoryBytes >> 20) + " MiB; " + system
                        + "; " + fileSystem + "; load " + load1m,
                "Tapedeck " + tapedeck + ", Java " + java + ", heap up to " + (heapBytes >> 20) + " MiB"
                        + (javaFlags.isEmpty() ? "" : ", flags " + String.join(" ", javaFlags)),
                String.join(
                        ", ",
                        libraries.entrySet().stream()
                                .map(library -> library.getKey() + " " + library.getValue())
                                .toList()));
    }
}
