package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.writer.KeepTicks;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long to keep ticks: {@code forever}, or a time of a day or longer. */
final class KeepTicksText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        if (text.strip().equalsIgnoreCase(KeepJournalText.FOREVER)) {
            return KeepTicks.FOREVER.age();
        }
        Duration age = new DurationText().convert(text);
        try {
            return new KeepTicks(age, EpochClock.SYSTEM).age();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': expected forever, or a time from 1d to 36500d");
        }
    }

    /** The same in words: {@code for 30d}. */
    static String words(Duration age) {
        return age.equals(KeepTicks.FOREVER.age()) ? "for ever" : "for " + DurationText.words(age);
    }
}
