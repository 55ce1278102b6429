package io.tapedeck.tools;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes an export to where it is wanted: a file appears under its name only when it is whole and on disk. Stateless. */
final class ExportFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private ExportFile() {}

    static long toFile(ExportSource source, ExportQuery query, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw CommandException.usage(file + " is a directory: give a file");
        }
        // Not a file of the JDK's own for temporary things: those are readable by their owner alone, and stay so.
        Path unfinished = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            long rows = query.format() == ExportQuery.Format.SQLITE
                    ? sqlite(source, query, unfinished)
                    : stream(source, query, unfinished);
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return rows;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static long stream(ExportSource source, ExportQuery query, Path file) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile());
                OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES)) {
            long rows = source.write(query, buffered);
            buffered.flush();
            out.getFD().sync();
            return rows == ExportSource.NOT_COUNTED ? counted(query.format(), file) : rows;
        }
    }

    private static long counted(ExportQuery.Format format, Path file) throws IOException {
        return switch (format) {
            case PARQUET -> WrittenRows.ofParquet(file);
            case ARROW -> WrittenRows.ofArrow(file);
            case CSV, NDJSON, SQLITE -> throw new IllegalStateException(format + " is counted while it is written");
        };
    }

    private static long sqlite(ExportSource source, ExportQuery query, Path file) throws IOException {
        Files.deleteIfExists(file); // of a process with this number that was killed
        long rows;
        try (SqliteRows out = new SqliteRows(file, query.kind(), query.numbers())) {
            rows = source.write(query.as(ExportQuery.Format.NDJSON), out);
            out.finish();
        }
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        return rows;
    }

    /** Writes to a stream; a reader that goes away early ends the export and is no failure. */
    static void toStream(ExportSource source, ExportQuery query, PrintStream out) throws IOException {
        try (PipeStream pipe = new PipeStream(out)) {
            source.write(query, pipe);
        } catch (PipeStream.ReaderGone e) {
            return; // it has seen what it wanted
        }
    }
}
