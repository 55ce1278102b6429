package io.tapedeck.server;

import io.tapedeck.query.QueryException;
import io.tapedeck.query.SqlQuery;
import io.tapedeck.query.SqlResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonGenerator;

/** {@code GET} and {@code POST /v1/sql}: the rows of a statement that reads the tape's views. */
final class SqlReading implements Route {
    private static final long MAX_BYTES = 16 << 20;

    private final Reading reading;

    SqlReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        List<String> names = new ArrayList<>(SqlRequest.NAMES);
        names.addAll(List.of("min_seq", "numbers")); // times are whole numbers here: nothing tells them from others
        return names;
    }

    @Override
    public Set<Format> formats() {
        return Reading.ROW_FORMATS;
    }

    @Override
    public void answer(Call call) throws IOException {
        SqlRequest request = SqlRequest.of(call, call.isPost());
        long minSeq = call.params().number("min_seq", 0, 0, Long.MAX_VALUE);
        if (minSeq > 0) {
            awaitInTape(minSeq, request);
        }
        SqlQuery query = new SqlQuery(request.sql(), request.rows(), MAX_BYTES, request.deadline());
        SqlResult result = reading.engine().sql(query, call.clientGone());
        List<String> names = distinct(result.columns());
        ByteArrayOutputStream rows = new ByteArrayOutputStream(16 << 10);
        print(call, names, result, rows);
        call.setHeader("Tapedeck-As-Of-Seq", Long.toString(result.asOfSeq()));
        call.setHeader("Tapedeck-Truncated", Boolean.toString(result.truncated()));
        if (call.format() == Format.JSON) {
            call.json(200, envelope(names, result, rows));
        } else {
            call.send(200, call.format().contentType(), rows.toByteArray());
        }
    }

    /** The wait is part of the time that the request allows, and ends as the statement does. */
    private void awaitInTape(long seq, SqlRequest request) {
        try {
            reading.engine().awaitInTape(seq, request.deadline());
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.TIMEOUT) {
                throw e;
            }
            throw new QueryException(QueryException.Code.SQL_TIMEOUT, e.getMessage(), e);
        }
    }

    /** The columns' names with a number behind each that was there before, for an object has each name once. */
    private static List<String> distinct(List<String> columns) {
        Set<String> names = new HashSet<>(columns);
        Set<String> used = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String column : columns) {
            String name = column;
            for (int i = 2; used.contains(name) || i > 2 && names.contains(name); i++) {
                name = column + "_" + i;
            }
            used.add(name);
            distinct.add(name);
        }
        return distinct;
    }

    private static byte[] envelope(List<String> names, SqlResult result, ByteArrayOutputStream rows)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() + 256);
        JsonGenerator json = Json.generator(bytes);
        json.writeStartObject();
        json.writeNumberProperty("as_of_seq", result.asOfSeq());
        json.writeName("columns");
        json.writeStartArray();
        names.forEach(json::writeString);
        json.writeEndArray();
        json.writeBooleanProperty("truncated", result.truncated());
        json.writeName("data");
        json.writeStartArray();
        json.flush();
        rows.writeTo(bytes);
        json.writeEndArray();
        json.writeEndObject();
        json.flush();
        return bytes.toByteArray();
    }

    private static void print(Call call, List<String> columns, SqlResult result, OutputStream out) throws IOException {
        UnaryOperator<String> form = call.format() == Format.CSV ? CsvRows::field : JsonRows::inside;
        List<String> names = columns.stream().map(form).toList();
        Rows rows = Paged.rows(call, out, names);
        for (Object[] row : result.rows()) {
            rows.begin();
            for (int i = 0; i < row.length; i++) {
                print(rows, names.get(i), row[i]);
            }
            rows.end();
        }
        rows.finish();
    }

    private static void print(Rows rows, String name, Object value) {
        if (value instanceof Long whole) {
            rows.whole(name, whole);
        } else if (value instanceof Double real && !real.isInfinite()) {
            rows.decimal(name, BigDecimal.valueOf(real).stripTrailingZeros());
        } else if (value instanceof byte[] blob) {
            rows.text(name, HexFormat.of().formatHex(blob));
        } else {
            rows.text(name, value == null ? null : value.toString());
        }
    }
}
