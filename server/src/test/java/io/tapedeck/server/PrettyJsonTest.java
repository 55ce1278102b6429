package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrettyJsonTest {
    private static String pretty(String compact) {
        return new String(PrettyJson.of(compact.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void putsAMemberOnALine() {
        assertThat(pretty("{\"a\":1.50,\"b\":[true,null],\"c\":{\"d\":\"x\"}}"))
                .isEqualTo(
                        "{\n  \"a\": 1.50,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {\n    \"d\": \"x\"\n  }\n}\n");
    }

    @Test
    void keepsWhatIsEmptyOnOneLine() {
        assertThat(pretty("{\"a\":[],\"b\":{}}")).isEqualTo("{\n  \"a\": [],\n  \"b\": {}\n}\n");
    }

    @Test
    void leavesTextAlone() {
        assertThat(pretty("[\"{\\\"a\\\":[1,2]}\\\\\",\"é:,\"]"))
                .isEqualTo("[\n  \"{\\\"a\\\":[1,2]}\\\\\",\n  \"é:,\"\n]\n");
    }
}
