package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.SymbolRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and patterns find their symbols, each once, by name. */
final class SymbolSelectionTest {
    private final SymbolRegistry registry = new SymbolRegistry();
    private final SymbolSelection selection = new SymbolSelection(registry);

    SymbolSelectionTest() {
        List.of("EURUSD", "BINANCE:BTCUSDT", "BINANCE:ETHUSDT", "BTCUSD", "NEW").forEach(registry::define);
    }

    @Test
    void nothingMeansAllThatHaveTicks() {
        assertThat(names(null)).containsExactly("BINANCE:BTCUSDT", "BINANCE:ETHUSDT", "BTCUSD", "EURUSD");
        assertThat(names("")).isEqualTo(names("*"));
    }

    @Test
    void patternsAndNamesTogetherGiveEachOnce() {
        assertThat(names("EURUSD,BINANCE:*, *BTC*"))
                .containsExactly("BINANCE:BTCUSDT", "BINANCE:ETHUSDT", "BTCUSD", "EURUSD");
        assertThat(names("BINANCE:*T")).containsExactly("BINANCE:BTCUSDT", "BINANCE:ETHUSDT");
        assertThat(names("X*")).isEmpty();
    }

    @Test
    void aNameWithoutATickIsUnknown() {
        for (String name : new String[] {"btcusd", "NEW", "", "BTCUSD,,EURUSD", "é"}) {
            if (!name.isEmpty()) {
                assertThatThrownBy(() -> names(name))
                        .isInstanceOfSatisfying(
                                QueryException.class,
                                e -> assertThat(e.code()).isEqualTo(QueryException.Code.UNKNOWN_SYMBOL));
            }
        }
    }

    @Test
    void aSymbolThatJoinsIsFound() {
        names("*");
        registry.define("ABC");
        assertThat(names("A*,ABC")).containsExactly("ABC");
    }

    @Test
    void asterisksMatchAnyRun() {
        assertThat(matches("a*b*c", "abc")).isTrue();
        assertThat(matches("a*b*c", "aXbYbZc")).isTrue();
        assertThat(matches("a*b*c", "acb")).isFalse();
        assertThat(matches("**", "")).isTrue();
        assertThat(matches("a", "ab")).isFalse();
    }

    private static boolean matches(String pattern, String name) {
        return SymbolSelection.matches(pattern, name.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> names(String wanted) {
        int[] symbols =
                selection.select(wanted, symbol -> !registry.name(symbol).equals("NEW"));
        return Arrays.stream(symbols).mapToObj(registry::name).toList();
    }
}
