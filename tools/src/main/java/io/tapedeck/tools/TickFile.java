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
 * A file of ticks, or standard input: plain, gzip, zip or zstd, known by its first bytes. Stateless.
 *
 * @param name what to call it
 * @param path where it is; null for standard input
 */
record TickFile(String name, Path path) {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int MAGIC_BYTES = 4;

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
        in.mark(MAGIC_BYTES);
        Packing packing = Packing.of(in.readNBytes(MAGIC_BYTES));
        in.reset();
        switch (packing) {
            case NONE -> reader.read(name, in);
            case GZIP -> reader.read(name, new GZIPInputStream(in, BUFFER_BYTES));
            case ZSTD -> {
                try (InputStream text = new ZstdText(in)) {
                    reader.read(name, text);
                }
            }
            case ZIP -> {
                ZipInputStream zip = new ZipInputStream(in);
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (!entry.isDirectory()) {
                        reader.read(entry.getName(), uncloseable(zip));
                    }
                }
            }
        }
    }

    /** Whether its bytes are not its text. */
    boolean isPacked() throws IOException {
        try (InputStream in = open()) {
            return Packing.of(in.readNBytes(MAGIC_BYTES)) != Packing.NONE;
        }
    }

    /** How bytes are packed, told by the first of them. */
    private enum Packing {
        NONE,
        GZIP(0x1f, 0x8b),
        ZIP('P', 'K', 3, 4),
        ZSTD(0x28, 0xb5, 0x2f, 0xfd);

        private final int[] magic;

        Packing(int... magic) {
            this.magic = magic;
        }

        static Packing of(byte[] first) {
            for (Packing each : values()) {
                if (each != NONE && each.isOf(first)) {
                    return each;
                }
            }
            return NONE;
        }

        private boolean isOf(byte[] first) {
            for (int i = 0; i < magic.length; i++) {
                if (i >= first.length || (first[i] & 0xff) != magic[i]) {
                    return false;
                }
            }
            return true;
        }
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
