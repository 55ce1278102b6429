package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.State;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.server.WritingServer.Answer;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The writing route over a socket, with a real journal behind it: what it answers, and what is recorded. */
class TicksRouteTest {
    private static final String GOOD = "{\"symbol\":\"A\",\"price\":1}";

    @TempDir
    static Path directory;

    private static WritingServer server;

    @BeforeAll
    static void start() {
        server = new WritingServer(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer post(String query, String body) {
        return server.post(query, null, Taken.utf8(body));
    }

    @Test
    void answersWithTheNumbersOfWhatItRecorded() {
        Answer answer = post("", "[" + GOOD + "," + GOOD + "]");
        long last = server.journal.appendedSeq();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo("{\"recorded\":2,\"rejected\":0,\"first_seq\":" + (last - 1) + ",\"last_seq\":" + last
                        + ",\"state\":\"appended\"}");
    }

    @Test
    void waitsForTheStateThatIsAskedFor() {
        server.awaited.clear();
        for (String state : List.of("appended", "synced", "committed")) {
            assertThat(post("?ack=" + state, GOOD).json().path("state").asString())
                    .isEqualTo(state);
        }
        assertThat(server.awaited).containsExactly(State.SYNCED, State.COMMITTED);
        Answer accepted = post("?ack=accepted", GOOD);
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().toString())
                .isEqualTo(
                        "{\"recorded\":1,\"rejected\":0,\"first_seq\":null,\"last_seq\":null,\"state\":\"accepted\"}");
        assertThat(post("?ack=soon", GOOD).code()).isEqualTo("bad_parameter");
    }

    @Test
    void saysThatTicksAreRecordedWhichDidNotGetFurtherInTime() {
        server.stuck = true;
        Answer answer = post("?ack=synced", GOOD);
        server.stuck = false;
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("ack_timeout");
        assertThat(answer.json().path("last_seq").asLong()).isEqualTo(server.journal.appendedSeq());
    }

    @Test
    void recordsTheGoodRowsWhenAskedTo() {
        long before = server.journal.appendedSeq();
        Answer answer = post("?partial=true", GOOD + "\n{\"symbol\":\"A\",\"price\":\"x\"}\n" + GOOD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("recorded").asInt()).isEqualTo(2);
        assertThat(answer.json().path("rejected").asInt()).isEqualTo(1);
        assertThat(answer.json().path("errors").toString())
                .startsWith("[{\"row\":2,\"line\":2,\"field\":\"price\",\"code\":\"bad_number\",\"detail\":");
        assertThat(server.journal.appendedSeq()).isEqualTo(before + 2);
        Answer none = post("?partial=true", "{\"symbol\":\"A\"}");
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.json().path("first_seq").isNull()).isTrue();
    }

    @Test
    void listsAHundredBadRowsAndCountsAll() {
        Answer answer = post(
                "",
                "[" + String.join(",", Stream.generate(() -> "{}").limit(250).toList()) + "]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("rejected").asInt()).isEqualTo(250);
        assertThat(answer.json().path("errors").size()).isEqualTo(100);
    }

    @Test
    void saysWhereAHeaderIsAndNothingOfTheParsersSettings() {
        for (String header : List.of("symbol,prize", "symbol,size\nA,2\n")) {
            assertThat(post("", header).json().path("line").asInt()).isEqualTo(1);
            assertThat(post("", "\n\n" + header).json().path("line").asInt()).isEqualTo(3);
        }
        for (String number : List.of("NaN", "Infinity", "01", "+1", ".5")) {
            assertThat(post("", "{\"symbol\":\"A\",\"price\":" + number + "}")
                            .json()
                            .path("detail")
                            .asString())
                    .contains("line 1 of the body is no JSON")
                    .doesNotContain("JsonReadFeature");
        }
    }

    @Test
    void quotesNoHalfOfACharacterInASymbol() {
        assertThat(post("", "{\"symbol\":\"A\u00e9\",\"price\":1}")
                        .json()
                        .path("detail")
                        .asString())
                .contains("symbol \"A\u00e9\" has a character beyond ASCII: expected");
    }

    static Stream<Arguments> badBodies() {
        String deep = "{\"symbol\":\"A\",\"price\":1,\"x\":" + "[".repeat(500) + "]".repeat(500) + "}";
        byte[] bomb = Taken.gzip(new byte[64 << 20]);
        byte[] cutGzip = Arrays.copyOf(Taken.gzip(Taken.utf8(GOOD.repeat(100))), 30);
        return Stream.of(
                // What is wrong with the body as a whole.
                body(400, "bad_json", "{\"symbol\":\"A\",\"price\":1,}"),
                body(400, "bad_json", "{symbol:\"A\",\"price\":1}"),
                body(400, "bad_json", "{\"symbol\":\"A\",\"price\":NaN}"),
                body(400, "bad_json", "{\"symbol\":\"A\",\"price\":Infinity}"),
                body(400, "bad_json", "{\"symbol\":\"A\",\"price\":01}"),
                body(400, "bad_json", "{\"symbol\":\"A\",\"price\":1} x"),
                body(400, "bad_json", "[" + GOOD + "]]"),
                body(400, "bad_json", "{\"symbol\":\"A\nB\",\"price\":1}"),
                body(400, "bad_json", deep),
                body(400, "bad_json", "{\"symbol\":\"A\",\"price\":" + "1".repeat(2000) + "}"),
                body(400, "bad_json", "{\"ticks\":" + GOOD + "}"),
                body(400, "bad_json", "{\"ticks\":[" + GOOD + "],\"more\":1}"),
                Arguments.of(400, "bad_json", null, null, new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}),
                Arguments.of(400, "bad_json", null, "application/json", Taken.utf8("symbol,price\nA,1\n")),
                body(400, "body_incomplete", GOOD.substring(0, GOOD.length() - 1)),
                body(400, "body_incomplete", "[" + GOOD + "," + GOOD),
                body(400, "body_incomplete", "{\"symbol\":\"A"),
                body(400, "body_incomplete", "symbol,price,id\nA,1,\"x\n"),
                Arguments.of(400, "body_incomplete", null, null, cutGzip),
                Arguments.of(400, "bad_gzip", null, null, new byte[] {0x1f, (byte) 0x8b, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}),
                body(400, "empty_body", ""),
                body(400, "empty_body", " \n\0"),
                Arguments.of(400, "bad_encoding", null, null, GOOD.getBytes(StandardCharsets.UTF_16)),
                Arguments.of(400, "bad_encoding", null, null, GOOD.getBytes(StandardCharsets.UTF_16LE)),
                body(400, "bad_encoding", "\0" + GOOD),
                body(400, "missing_column", "price,size\n1,2\n"),
                body(400, "missing_column", "symbol,size\nA,2\n"),
                body(400, "unknown_field", "symbol,prize\nA,2\n"),
                body(400, "unknown_field", "symbol,price A,2 B,3"),
                body(400, "duplicate_field", "symbol,price,price\nA,2,2\n"),
                Arguments.of(413, "request_too_large", null, null, bomb),
                body(413, "too_many_ticks", "[" + "{},".repeat(TickRowBuilder.MAX_ROWS) + GOOD + "]"),
                Arguments.of(415, "unsupported_media_type", null, ";", Taken.utf8("x")),
                Arguments.of(415, "unsupported_media_type", null, "application/xml", Taken.utf8("<ticks/>")),
                Arguments.of(415, "unsupported_media_type", null, "multipart/form-data; boundary=x", Taken.utf8("x")),
                Arguments.of(415, "unsupported_media_type", null, "text/csv; charset=utf-16", Taken.utf8("x")),
                // What is wrong with a row.
                row("bad_row", "[1]"),
                row("bad_row", "[[" + GOOD + "]]"),
                row("bad_row", "\n[\"x\",null]"),
                row("no_price", "{\"symbol\":\"A\"}"),
                row("no_price", "{\"symbol\":\"A\",\"price\":null}"),
                row("no_price", "{\"symbol\":\"A\",\"bid_size\":1}"),
                row("trade_and_quote", "{\"symbol\":\"A\",\"price\":1,\"bid\":1}"),
                row("wrong_kind", "{\"symbol\":\"A\",\"price\":1,\"bid_size\":1}"),
                row("wrong_kind", "{\"symbol\":\"A\",\"ask\":1,\"size\":1}"),
                row("bad_kind", "{\"symbol\":\"A\",\"price\":1,\"kind\":\"quote\"}"),
                row("bad_kind", "{\"symbol\":\"A\",\"price\":1,\"kind\":\"swap\"}"),
                row("unknown_field", "{\"symbol\":\"A\",\"price\":1,\"sise\":1}"),
                row("unknown_field", "{\"symbol\":\"A\",\"price\":1,\"volume\":1}"),
                row("unknown_field", "{\"symbol\":\"A\",\"price\":1,\"x\":{\"price\":[1,{}]}}"),
                row("unknown_field", "{\"price\":1,\"symbol\":\"A\",\"ticks\":[]}"),
                row("duplicate_field", "{\"symbol\":\"A\",\"price\":1,\"price\":1}"),
                row("duplicate_field", "{\"symbol\":\"A\",\"price\":1,\"size\":null,\"size\":1}"),
                row("missing_symbol", "{\"price\":1}"),
                row("missing_symbol", "{\"symbol\":null,\"price\":1}"),
                row("bad_symbol", "{\"symbol\":\"\",\"price\":1}"),
                row("bad_symbol", "{\"symbol\":\"A B\",\"price\":1}"),
                row("bad_symbol", "{\"symbol\":\"\u00e9\",\"price\":1}"),
                row("bad_symbol", "{\"symbol\":\"" + "A".repeat(65) + "\",\"price\":1}"),
                row("bad_symbol", "{\"symbol\":\"" + "A".repeat(5000) + "\",\"price\":1}"),
                row("bad_type", "{\"symbol\":5,\"price\":1}"),
                row("bad_type", "{\"symbol\":\"A\",\"price\":true}"),
                row("bad_type", "{\"symbol\":\"A\",\"price\":[1]}"),
                row("bad_type", "{\"symbol\":\"A\",\"price\":1,\"id\":1.5}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":\"\"}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":\"NaN\"}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":\"1,5\"}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":\" 1\"}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":1234567890123456789012345}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":0.1234567890123456789012345}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":1e999999999}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":1e-999999999}"),
                row("bad_number", "{\"symbol\":\"A\",\"price\":1" + "0".repeat(900) + "}"),
                row("negative_size", "{\"symbol\":\"A\",\"price\":1,\"size\":-1}"),
                row("negative_size", "{\"symbol\":\"A\",\"bid\":1,\"ask_size\":\"-0.1\"}"),
                row("bad_time", "{\"symbol\":\"A\",\"price\":1,\"ts\":\"57111-03-01T10:00:00Z\"}"),
                row("bad_time", "{\"symbol\":\"A\",\"price\":1,\"ts\":\"2026-11-18T10:00:00\"}"),
                row("bad_time", "{\"symbol\":\"A\",\"price\":1,\"ts\":-5}"),
                row("bad_time", "{\"symbol\":\"A\",\"price\":1,\"ts\":\"\"}"),
                row("bad_time", "{\"symbol\":\"A\",\"price\":1,\"recv_ts\":\"soon\"}"),
                row("future_ts", "{\"symbol\":\"A\",\"price\":1,\"ts\":1795086400.000000001}"),
                row("bad_side", "{\"symbol\":\"A\",\"price\":1,\"side\":\"bid\"}"),
                row("bad_side", "{\"symbol\":\"A\",\"price\":1,\"side\":\"\"}"),
                row("bad_id", "{\"symbol\":\"A\",\"price\":1,\"id\":\"\"}"),
                row("bad_id", "{\"symbol\":\"A\",\"price\":1,\"id\":\"" + "x".repeat(41) + "\"}"),
                row("bad_id", "{\"symbol\":\"A\",\"price\":1,\"id\":\"a\\u0000b\"}"),
                row("bad_text", "{\"symbol\":\"A\",\"price\":1,\"id\":\"\\ud83d\"}"),
                row("zone_required", "{\"symbol\":\"A\",\"bid\":1,\"time_msc\":1795000000000}"),
                row("bad_columns", "symbol,price\nA,1,2\n"),
                row("bad_quotes", "symbol,price,id\nA,1,a\"b\n"),
                row("bad_id", "symbol,price,id\nA,1,a\tb\n"));
    }

    private static Arguments body(int status, String code, String body) {
        return Arguments.of(status, code, null, null, Taken.utf8(body));
    }

    private static Arguments row(String code, String body) {
        return Arguments.of(400, "bad_rows", code, null, Taken.utf8(body));
    }

    @ParameterizedTest(name = "{0} {1} {2} #{index}")
    @MethodSource("badBodies")
    void refusesWithStatusAndCodeAndRecordsNothing(int status, String code, String row, String type, byte[] body) {
        long before = server.journal.appendedSeq();
        int symbols = server.journal.symbols().count();
        Answer answer = server.post("", type, body);
        assertThat(answer.json().toString()).contains("\"code\":\"" + code + "\"");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.rowCode()).isEqualTo(row);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(server.journal.appendedSeq()).isEqualTo(before);
        assertThat(server.journal.symbols().count()).isEqualTo(symbols);
    }

    @Test
    void refusesBadParametersAndHeaders() {
        assertThat(post("?zone=Mars", GOOD).code()).isEqualTo("bad_parameter");
        assertThat(post("?symbol=A%20B", GOOD).code()).isEqualTo("bad_parameter");
        assertThat(post("?venue=,", GOOD).code()).isEqualTo("bad_parameter");
        assertThat(post("?partial=maybe", GOOD).code()).isEqualTo("bad_parameter");
        assertThat(post("?dedup=ts", GOOD).code()).isEqualTo("bad_parameter");
        byte[] good = Taken.utf8(GOOD);
        assertThat(server.post("", null, good, "Content-Encoding", "br").code()).isEqualTo("unsupported_encoding");
        assertThat(server.post("", null, good, "Idempotency-Key", "k".repeat(300))
                        .code())
                .isEqualTo("bad_idempotency_key");
        assertThat(server.post("", null, good, "Idempotency-Key", "k-1").status())
                .isEqualTo(200);
        assertThat(post("?zone=+02:00", "{\"symbol\":\"A\",\"price\":1,\"ts\":\"2026-11-18 10:00:00\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aConnectionThatBreaksInTheBodyRecordsNothing() throws Exception {
        long before = server.journal.appendedSeq();
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.getOutputStream()
                    .write(Taken.utf8(
                            "POST /v1/ticks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n" + GOOD + "\n"));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("recorded\":1");
        }
        assertThat(post("", GOOD).status()).isEqualTo(200);
        assertThat(server.journal.appendedSeq()).isEqualTo(before + 1);
    }

    @Test
    void whatIsRecordedIsWhatWasSent(@TempDir Path own) {
        try (WritingServer fresh = new WritingServer(own)) {
            fresh.post(
                    "?symbol=NEW", "text/csv", Taken.utf8("ts,price,size,id\n1795000000,1.10,0,abc\n1795000001,2,,\n"));
            List<String> ticks = new ArrayList<>();
            TickPrinter printer = new TickPrinter(Times.Style.S, TickText.Numbers.JSON, fresh.journal.symbols());
            try (JournalReader reader = fresh.journal.reader()) {
                addTicks(reader, printer, ticks);
            }
            assertThat(ticks)
                    .containsExactly(
                            "{\"seq\":1,\"symbol\":\"NEW\",\"ts\":1795000000,\"recv_ts\":1795000000,\"price\":1.1,\"size\":0,\"side\":null,\"id\":\"abc\"}",
                            "{\"seq\":2,\"symbol\":\"NEW\",\"ts\":1795000001,\"recv_ts\":1795000000,\"price\":2,\"size\":null,\"side\":null,\"id\":null}");
        }
    }

    private static void addTicks(JournalReader reader, TickPrinter printer, List<String> ticks) {
        Tick tick = new Tick();
        while (reader.next()) {
            if (reader.type() == RecordType.TICKS) {
                long seq = reader.firstSeq();
                for (int at = reader.rowsOffset(); at < reader.rowsEnd(); ) {
                    at += TickRow.decode(reader.payload(), at, seq++, tick);
                    ticks.add(printer.jsonText(tick));
                }
            }
        }
    }
}
