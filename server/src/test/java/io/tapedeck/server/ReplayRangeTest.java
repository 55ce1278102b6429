package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which symbols a replay wants. */
class ReplayRangeTest {
    @Test
    void namesAndPatternsAreThoseOfTheOtherRoutes() {
        assertThat(ReplayRange.ALL.names("A")).isTrue();
        assertThat(of(" ").names("A")).isTrue();
        assertThat(of("A,B*").names("A")).isTrue();
        assertThat(of("A, B*").names("BTC")).isTrue();
        assertThat(of("A,B*").names("AB")).isFalse();
        assertThat(of("*.X").names("A.X")).isTrue();
        assertThat(of("*.X").names("AAX")).isFalse();
    }

    @Test
    void aPatternOfManyAsterisksIsNoTrap() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(of("*a".repeat(30) + "b").names("a".repeat(64)))
                        .isFalse());
    }

    private static ReplayRange of(String symbols) {
        return ReplayRange.ALL.withSymbols(symbols);
    }
}
