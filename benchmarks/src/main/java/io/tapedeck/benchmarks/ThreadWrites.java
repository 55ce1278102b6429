package io.tapedeck.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The bytes that each thread of this process has handed to the kernel in writing calls, as Linux counts them for each
 * ({@code wchar} in {@code /proc/self/task/N/io}); what is written through mapped memory is not among them. Immutable.
 *
 * @param bytes by the thread's name, of which the kernel keeps 15 characters
 */
record ThreadWrites(Map<String, Long> bytes) {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final String FIELD = "wchar: ";

    static ThreadWrites now() throws IOException {
        Map<String, Long> bytes = new HashMap<>();
        List<Path> tasks;
        try (Stream<Path> list = Files.list(TASKS)) {
            tasks = list.toList();
        } catch (NoSuchFileException e) {
            throw new BenchmarkException(
                    BenchmarkException.Code.IO,
                    "there is no " + TASKS + ": bytes written are counted on Linux alone",
                    e);
        }
        for (Path task : tasks) {
            try {
                bytes.merge(Files.readString(task.resolve("comm")).trim(), written(task), Long::sum);
            } catch (NoSuchFileException e) {
                continue; // the thread has ended meanwhile
            }
        }
        return new ThreadWrites(bytes);
    }

    private static long written(Path task) throws IOException {
        for (String line : Files.readAllLines(task.resolve("io"))) {
            if (line.startsWith(FIELD)) {
                return Long.parseLong(line.substring(FIELD.length()).trim());
            }
        }
        throw new IOException(task + "/io has no line " + FIELD);
    }

    /** The bytes written since an earlier count by threads whose name begins so. */
    long since(ThreadWrites earlier, String prefix) {
        return bytes.entrySet().stream()
                .filter(thread -> thread.getKey().startsWith(prefix))
                .mapToLong(thread -> thread.getValue() - earlier.bytes().getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
