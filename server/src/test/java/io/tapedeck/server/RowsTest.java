package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows in each shape: what a reader of the shape gets back is what was put in, whatever the values are. */
class RowsTest {
    private static final List<String> COLUMNS = List.of("text", "whole", "flag", "time", "exact", "wide", "none");
    private static final String STRANGE = "quote \" backslash \\ comma , feed \n tab \t é 😀";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void print(Rows rows, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            rows.begin();
            rows.text("text", STRANGE);
            rows.whole("whole", Long.MIN_VALUE + i);
            rows.flag("flag", i == 0);
            rows.time("time", 1_795_000_000_123_456_789L);
            rows.decimal("exact", -123_450, 3);
            rows.decimal("wide", new BigDecimal("12345678901234567890.5"));
            rows.none("none");
            rows.end();
        }
        rows.finish();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void jsonReadsBackAsItWas() throws IOException {
        print(new JsonRows(out, true, Times.Style.ISO, TickText.Numbers.JSON), 1);
        JsonNode row = JsonMapper.shared().readTree(printed());
        assertThat(row.propertyNames()).containsExactlyElementsOf(COLUMNS);
        assertThat(row.path("text").asString()).isEqualTo(STRANGE);
        assertThat(row.path("time").asString()).isEqualTo("2026-11-18T11:06:40.123456789Z");
        assertThat(printed())
                .contains("\"whole\":-9223372036854775808,\"flag\":true,")
                .endsWith(",\"exact\":-123.45,\"wide\":12345678901234567890.5,\"none\":null}\n");
    }

    @Test
    void numbersArePrintedAsTheyAreAskedFor() throws IOException {
        print(new JsonRows(out, true, Times.Style.MS, TickText.Numbers.STRING), 1);
        assertThat(printed())
                .contains("\"time\":1795000000123,\"exact\":\"-123.45\",\"wide\":\"12345678901234567890.5\"");
        out.reset();
        print(new JsonRows(out, true, Times.Style.NS, TickText.Numbers.DOUBLE), 1);
        assertThat(printed()).contains("\"exact\":-123.45,\"wide\":12345678901234567000,");
    }

    @Test
    void manyRowsAreTheInsideOfAnArrayOrALineEach() throws IOException {
        int count = 2_000; // more than any buffer
        print(new JsonRows(out, false, Times.Style.ISO, TickText.Numbers.JSON), count);
        assertThat(JsonMapper.shared().readTree('[' + printed() + ']').size()).isEqualTo(count);
        out.reset();
        print(new JsonRows(out, true, Times.Style.ISO, TickText.Numbers.JSON), count);
        assertThat(printed().lines()).hasSize(count).allMatch(line -> line.endsWith("\"none\":null}"));
    }

    @Test
    void csvQuotesWhatItMustAndLeavesOutWhatIsNotKnown() throws IOException {
        print(new CsvRows(out, COLUMNS, Times.Style.ISO, TickText.Numbers.STRING), 2);
        assertThat(printed())
                .startsWith(
                        "text,whole,flag,time,exact,wide,none\n\"quote \"\" backslash \\ comma , feed \n tab \t é 😀\","
                                + "-9223372036854775808,true,2026-11-18T11:06:40.123456789Z,-123.45,12345678901234567890.5,\n")
                .endsWith("12345678901234567890.5,\n");
    }
}
