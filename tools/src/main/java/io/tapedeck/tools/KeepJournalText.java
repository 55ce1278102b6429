package io.tapedeck.tools;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.KeepJournal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how much of a journal to keep: an age, a size, both such as {@code 7d,20GB}, or {@code forever}. */
final class KeepJournalText implements ITypeConverter<KeepJournal> {
    static final String FOREVER = "forever";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kMGT]?)(i?)B", Pattern.CASE_INSENSITIVE);

    @Override
    public KeepJournal convert(String text) {
        if (text.strip().equalsIgnoreCase(FOREVER)) {
            return KeepJournal.FOREVER;
        }
        Duration age = null;
        long bytes = 0;
        for (String part : text.split(",", -1)) {
            Matcher size = SIZE.matcher(part.strip());
            if (size.matches() && bytes == 0) {
                bytes = bytes(size);
            } else if (!size.matches() && age == null) {
                age = age(text, part);
            } else {
                throw wrong(text);
            }
        }
        try {
            return new KeepJournal(
                    age == null ? KeepJournal.FOREVER.age() : age, bytes == 0 ? KeepJournal.FOREVER.bytes() : bytes);
        } catch (JournalException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
    }

    private static Duration age(String text, String part) {
        try {
            return new DurationText().convert(part);
        } catch (TypeConversionException e) {
            throw wrong(text);
        }
    }

    private static long bytes(Matcher size) {
        long unit = size.group(3).isEmpty() ? 1000 : 1024;
        long bytes = Long.parseLong(size.group(1));
        int power = "kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
        for (int i = 0; i < (size.group(2).isEmpty() ? 0 : power); i++) {
            bytes *= unit;
        }
        return bytes;
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
                "'" + text + "': expected an age, a size or both, such as 7d,20GB, or forever");
    }

    /** The same in words: {@code for 7d and up to 20 GB}. */
    static String words(KeepJournal keep) {
        if (keep.isForever()) {
            return "for ever";
        }
        String age = keep.age().equals(KeepJournal.FOREVER.age()) ? "" : "for " + DurationText.words(keep.age());
        String size = keep.bytes() == KeepJournal.FOREVER.bytes() ? "" : "up to " + ByteText.of(keep.bytes());
        return age + (age.isEmpty() || size.isEmpty() ? "" : " and ") + size;
    }
}
