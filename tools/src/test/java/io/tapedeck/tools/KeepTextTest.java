package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.KeepJournal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class KeepTextTest {
    private static KeepJournal journal(String text) {
        return new KeepJournalText().convert(text);
    }

    @Test
    void the_journal_is_kept_by_age_by_size_by_both_or_for_ever() {
        assertThat(journal("7d,20GB")).isEqualTo(new KeepJournal(Duration.ofDays(7), 20_000_000_000L));
        assertThat(journal(" 20 gb , 7d ")).isEqualTo(journal("7d,20GB"));
        assertThat(journal("90m")).isEqualTo(new KeepJournal(Duration.ofMinutes(90), Long.MAX_VALUE));
        assertThat(journal("512MiB")).isEqualTo(new KeepJournal(KeepJournal.FOREVER.age(), 512L << 20));
        assertThat(journal("Forever").isForever()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7d,", "7d,8d", "1GB,2GB", "forever,7d", "20XB", "-1d", "10B", "100ms", "0s"})
    void anything_else_is_refused_with_what_was_given(String text) {
        assertThatThrownBy(() -> journal(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7d,20GB   | for 7d and up to 20 GB
            36h       | for 36h
            90s       | for 90s
            1500MB    | up to 1.5 GB
            forever   | for ever
            """)
    void it_is_said_as_it_is_typed(String text, String words) {
        assertThat(KeepJournalText.words(journal(text))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1 kB",
        "1234, 1.2 kB",
        "9960, 10 kB",
        "999600, 1 MB",
        "20000000000, 20 GB"
    })
    void sizes_are_for_people(long bytes, String words) {
        assertThat(ByteText.of(bytes)).isEqualTo(words);
    }
}
