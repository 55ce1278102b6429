package io.tapedeck.tools;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A file of ticks, or standard input: plain, gzip or zip, known by its first bytes. Stateless.
 *
 * @param name what to call it
 * @param path where it is; null for standard input
 */
record TickFile(String name, Path path) {
    private static final int BUFFER_BYTES = 1 << 18;

    static TickFile of(String argument) {
        return argument.equals("-")
                ? new TickFile("standard input", null)
                : new TickFile(Path.of(argument).getFileName().toString(), Path.of(argument));
    }

    /** Whether it can be read once only: standard input, or a pipe that has a name. */
    boolean isStream() {
        return path == null || !Files.isRegularFile(path);
    }

    /** Refuses what cannot be read, before anything is opened for it. */
    void check() throws IOException {
        if (path != null && Files.notExists(path)) {
            throw new NoSuchFileException(path.toString());
        } else if (path != null && (Files.isDirectory(path) || !Files.isReadable(path))) {
            throw CommandException.failed(
                    path + (Files.isDirectory(path) ? ": is a directory" : ": permission denied"));
        }
    }

    /** Takes the text of one file, of which a zip may hold several. */
    @FunctionalInterface
    interface PartReader {
        /** Reads one file's text; the stream is not the reader's to close. */
        void read(String name, InputStream text) throws IOException;
    }

    InputStream open() throws IOException {
        // Not Files.newInputStream, which asks for its position and so fails on a named pipe.
        return path == null ? System.in : new FileInputStream(path.toFile());
    }

    /**
     * Reads every part of the raw bytes, unpacked where they are packed.
     *
     * @throws CommandException where packed bytes are damaged, or end too early
     */
    void readParts(InputStream raw, PartReader reader) throws IOException {
        try {
            unpack(raw, reader);
        } catch (EOFException | ZipException e) {
            throw new CommandException(
                    ExitCodes.FAILED, name + ": the packed file is damaged or cut short: " + e.getMessage(), e);
        }
    }

    private void unpack(InputStream raw, PartReader reader) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (starts(magic, 0x1f, 0x8b)) {
            reader.read(name, new GZIPInputStream(in, BUFFER_BYTES));
        } else if (starts(magic, 'P', 'K', 3, 4)) {
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    reader.read(entry.getName(), uncloseable(zip));
                }
            }
        } else if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            throw CommandException.failed(
                    name + " is packed with zstd, which is not read yet: pipe it in with 'zstd -dc " + name
                            + " | tapedeck import -'");
        } else {
            reader.read(name, in);
        }
    }

    private static boolean starts(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static InputStream uncloseable(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {
                // the zip's next entry is read from the same stream
            }
        };
    }
}
