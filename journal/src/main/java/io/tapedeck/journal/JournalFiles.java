package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The journal's files by name: {@code 20261123-10F.cq4} holds the records of the cycle that the UTC hour names; with rolls
 * by size the name runs ahead of the clock. Stateless; any thread.
 */
final class JournalFiles {
    private static final String SUFFIX = "F.cq4";
    private static final int NAME_CHARACTERS = "20261123-10F.cq4".length();

    private JournalFiles() {}

    /** The journal's files, oldest first; none where the directory is missing. */
    static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> cycle(path) >= 0).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new JournalException(Code.IO, "journal directory " + directory + " cannot be read: " + e, e);
        }
    }

    /** The cycle that a file is named after, in hours since the epoch; -1 where it is none of the journal's. */
    static int cycle(Path file) {
        String name = file.getFileName().toString();
        if (name.length() != NAME_CHARACTERS || !name.endsWith(SUFFIX) || name.charAt(8) != '-') {
            return -1;
        }
        try {
            LocalDate date = LocalDate.parse(name.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE);
            return (int) date.toEpochDay() * 24 + Integer.parseInt(name.substring(9, 11));
        } catch (DateTimeParseException | NumberFormatException e) {
            return -1;
        }
    }

    /** The name of the file of a cycle. */
    static String name(int cycle) {
        return LocalDate.ofEpochDay(cycle / 24).format(DateTimeFormatter.BASIC_ISO_DATE)
                + "-%02d".formatted(cycle % 24)
                + SUFFIX;
    }
}
