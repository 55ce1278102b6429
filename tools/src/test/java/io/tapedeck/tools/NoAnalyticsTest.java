package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Chronicle's reports to its maker stay out: nothing here may call out at run time. */
final class NoAnalyticsTest {
    @Test
    void is_not_on_the_class_path() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(getClass().getResource("/net/openhft/chronicle/analytics")).isNull();
    }
}
