package io.tapedeck.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One contender's run in a fresh JVM: both ends of it. The process prints one line with its figures, among whatever else the
 * stores print. One thread; the JVM ends with this one.
 */
final class ContenderProcess {
    /** The first word of the line with the figures. */
    private static final String MARK = "tapedeck-figures ";

    /** The first argument of a JVM that runs a contender. */
    static final String ARGUMENT = "contender";

    private static final int KEPT_LINES = 40;
    private static final long STOP_SECONDS = 30;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ContenderProcess() {}

    /** Runs a contender in a process of its own and gives its figures. */
    static Figures run(Row row, Contender contender, Assignment assignment) {
        List<String> arguments = List.of(
                Compare.class.getName(),
                ARGUMENT,
                row.name(),
                contender.name(),
                assignment.directory().toString(),
                Long.toString(assignment.ticks()),
                Long.toString(assignment.seed()),
                Long.toString(assignment.warmUpTicks()),
                Double.toString(assignment.seconds()));
        ProcessBuilder builder =
                JavaProcess.builder(contender.jvmFlags(), arguments).redirectErrorStream(true);
        builder.environment().put("QDB_LOG_W_STDOUT_LEVEL", "ERROR");
        try {
            Process process = builder.start();
            Thread atExit = new Thread(() -> end(process));
            Runtime.getRuntime().addShutdownHook(atExit);
            try {
                return figures(row, contender, process);
            } finally {
                end(process);
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        } catch (IOException e) {
            throw new BenchmarkException(
                    BenchmarkException.Code.PROCESS, "a JVM cannot be started: " + e.getMessage(), e);
        }
    }

    private static Figures figures(Row row, Contender contender, Process process) throws IOException {
        Deque<String> last = new ArrayDeque<>();
        Figures figures = null;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK)) {
                    figures = parse(line.substring(MARK.length()));
                }
                last.add(line);
                if (last.size() > KEPT_LINES) {
                    last.remove();
                }
            }
        }
        if (figures == null) {
            throw new BenchmarkException(
                    BenchmarkException.Code.PROCESS,
                    "row " + row.name() + ", contender " + contender.name() + " gave no figures; it said last:\n"
                            + String.join("\n", last));
        }
        return figures;
    }

    private static Figures parse(String json) {
        Figures figures = new Figures();
        for (Map.Entry<String, JsonNode> figure : JSON.readTree(json).properties()) {
            figures.put(figure.getKey(), figure.getValue().asDouble());
        }
        return figures;
    }

    /** Ends the process and the server that it may have started. */
    private static void end(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The other end: what runs in the JVM that was started. */
    static void main(PrintStream out, String[] arguments) throws Exception {
        Contender contender = Rows.named(arguments[1]).contender(arguments[2]);
        Figures figures = contender
                .work()
                .measure(new Assignment(
                        Path.of(arguments[3]),
                        Long.parseLong(arguments[4]),
                        Long.parseLong(arguments[5]),
                        Long.parseLong(arguments[6]),
                        Double.parseDouble(arguments[7])));
        out.println();
        out.println(MARK + JSON.writeValueAsString(figures.byName()));
        out.flush();
    }
}
