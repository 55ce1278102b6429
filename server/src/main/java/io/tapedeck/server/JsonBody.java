package io.tapedeck.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/**
 * Decodes a JSON body into rows: one object, an array of them, {@code {"ticks":[..]}}, or several of these one after the
 * other, which covers NDJSON. Numbers are taken as their exact text. Makes no object a row. One thread. {@link PlainJson}
 * reads what it can; from the first row on that is not plain, Jackson's parser reads the rest.
 *
 * <p>A row that is JSON but no tick is noted in the builder. A body that is no JSON is refused with 400: {@code bad_json},
 * or {@code body_incomplete} where it just ends; but where rows stand one a line and good ones are to be recorded without
 * the bad, such a line is noted like any other bad row, and decoding goes on with the next.
 */
final class JsonBody {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(1 << 16)
                    .maxNumberLength(1000)
                    .maxNameLength(256)
                    .build())
            .build();

    private static final int TICKS = RowField.values().length; // the name "ticks", behind the fields
    private static final PropertyNameMatcher NAMES = FACTORY.constructNameMatcher(names(), false);

    /** What the parser says of its own settings, which no client can change. */
    private static final Pattern SETTING = Pattern.compile(": enable `[^`]*` to allow");

    private final TickRowBuilder rows;
    private final RowErrors errors;
    private final boolean partial;
    private final byte[] value = new byte[3 * (RowValues.MAX_BYTES + 1)];

    private final PlainJson plain;
    private byte[] body;
    private int begin;
    private int end;
    private JsonParser parser;
    private int segment; // where the parser began
    private long segmentLines; // lines before that
    private int taken; // rows of the array there that were read already
    // Places in the segment, kept only where decoding may go on behind a broken line.
    private long rowOffset; // where the row began
    private long valueEnd; // where the last whole value ended
    private boolean inArray;

    JsonBody(TickRowBuilder rows, RowErrors errors, boolean partial) {
        this.rows = rows;
        this.errors = errors;
        this.partial = partial;
        plain = new PlainJson(rows);
    }

    private static List<Named> names() {
        List<Named> names = new ArrayList<>();
        RowField.names().forEach(name -> names.add(Named.fromString(name)));
        names.add(Named.fromString("ticks"));
        return names;
    }

    /** Decodes a whole body. */
    void decode(byte[] bytes, int offset, int length) {
        body = bytes;
        begin = offset;
        end = offset + length;
        segment = offset;
        while (segment >= 0) {
            segment = decodeSegment();
        }
    }

    /** Decodes up to the end, or to a broken line: returns where to go on, or -1. */
    private int decodeSegment() {
        int read = plain.read(body, segment, end);
        if (read == end) {
            return -1;
        }
        taken = plain.taken();
        segmentLines += Lines.count(body, segment, read);
        segment = read;
        parser = FACTORY.createParser(ObjectReadContext.empty(), body, segment, end - segment);
        inArray = false;
        valueEnd = 0;
        try (JsonParser closed = parser) {
            for (JsonToken token = closed.nextToken(); token != null; token = closed.nextToken()) {
                rootValue(token);
                valueEnd = partial ? parser.currentLocation().getByteOffset() : 0;
            }
            return -1;
        } catch (UnexpectedEndOfInputException e) {
            throw new ProblemException(
                    400,
                    "body_incomplete",
                    "the body ends in the middle of row " + Math.max(1, rows.row())
                            + ", and nothing was recorded: send it again whole");
        } catch (JacksonException e) {
            return afterBroken(e);
        }
    }

    private void rootValue(JsonToken token) {
        switch (token) {
            case START_OBJECT -> row(true);
            case START_ARRAY -> array();
            default -> strange(token);
        }
    }

    private void array() {
        inArray = true;
        for (; taken > 0; taken--) {
            parser.nextToken();
            parser.skipChildren();
        }
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                row(false);
                continue;
            }
            strange(token);
        }
        inArray = false;
    }

    private void strange(JsonToken token) {
        rows.begin();
        rows.fail("bad_row", null, "the row is " + what(token) + ": expected an object");
        parser.skipChildren();
        rows.end(line());
    }

    private void row(boolean mayWrap) {
        rowOffset = partial && !inArray ? parser.currentTokenLocation().getByteOffset() : 0;
        rows.begin();
        for (int name = parser.nextNameMatch(NAMES);
                name != PropertyNameMatcher.MATCH_END_OBJECT;
                name = parser.nextNameMatch(NAMES)) {
            if (name == TICKS && mayWrap && rows.isEmpty()) {
                wrapped();
                return;
            }
            if (name < 0 || name == TICKS) {
                unknown();
            } else {
                field(RowField.of(name));
            }
        }
        rows.end(rows.hasFailed() && errors.wantsWords() ? line() : 0);
    }

    private void unknown() {
        rows.failUnknown(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
    }

    private void wrapped() {
        rows.abandon();
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw badJson("ticks is " + what(parser.currentToken()) + ": expected an array", line());
        }
        array();
        if (parser.nextNameMatch(NAMES) != PropertyNameMatcher.MATCH_END_OBJECT) {
            throw badJson(
                    "beside ticks there is " + Shown.of(parser.currentName()) + ": expected nothing else", line());
        }
    }

    private void field(RowField field) {
        JsonToken token = parser.nextToken();
        boolean first = rows.name(field);
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_TRUE, VALUE_FALSE -> {
                if (field != RowField.REPLAY) {
                    refuseType(field, token);
                }
            }
            case VALUE_STRING -> take(field, first);
            case VALUE_NUMBER_INT -> {
                if (field.isText() && field != RowField.ID) {
                    refuseType(field, token);
                } else {
                    take(field, first);
                }
            }
            case VALUE_NUMBER_FLOAT -> {
                if (field.isText()) {
                    refuseType(field, token);
                } else {
                    take(field, first);
                }
            }
            default -> {
                refuseType(field, token);
                parser.skipChildren();
            }
        }
    }

    private void refuseType(RowField field, JsonToken token) {
        String expected = field.isText() ? "a string" : "a number, or a string that holds one";
        rows.fail("bad_type", field.text(), field.text() + " is " + what(token) + ": expected " + expected);
    }

    private static String what(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }

    private void take(RowField field, boolean first) {
        if (!first || rows.hasFailed()) {
            return;
        }
        char[] characters = parser.getStringCharacters();
        int offset = parser.getStringOffset();
        int length = Math.min(parser.getStringLength(), RowValues.MAX_BYTES + 1); // more is too long anyway
        for (int i = 0; i < length; i++) {
            char c = characters[offset + i];
            if (c >= 128) {
                takeUtf8(field, new String(characters, offset, length));
                return;
            }
            value[i] = (byte) c;
        }
        rows.value(field, value, 0, length);
    }

    private void takeUtf8(RowField field, String text) {
        int length = Utf8.encode(text, value);
        if (length < 0) {
            rows.fail("bad_text", field.text(), field.text() + " has half of a surrogate pair, which is no character");
            return;
        }
        rows.value(field, value, 0, length);
    }

    private long line() {
        return segmentLines + parser.currentTokenLocation().getLineNr();
    }

    /** Notes a broken line and returns where the next begins, or refuses the body. */
    private int afterBroken(JacksonException broken) {
        String why = SETTING.matcher(broken.getOriginalMessage()).replaceAll("");
        int column = column(broken);
        long line = line();
        if (!partial || inArray) {
            throw badJson(why + (column > 0 ? " at column " + column : ""), line);
        }
        if (!rows.isOpen()) {
            rows.begin();
            rowOffset = afterBlanks((int) valueEnd);
        }
        rows.breakOff("bad_json", "the line is no JSON: " + why);
        rows.end(line);
        return nextLine((int) rowOffset);
    }

    private int column(JacksonException broken) {
        TokenStreamLocation location = broken.getLocation();
        if (location == null || location.getLineNr() > 1) {
            return location == null ? 0 : location.getColumnNr();
        }
        int lineStart = segment;
        while (lineStart > begin && body[lineStart - 1] != '\n' && body[lineStart - 1] != '\r') {
            lineStart--;
        }
        return location.getColumnNr() + segment - lineStart;
    }

    private int afterBlanks(int place) {
        int next = segment + place;
        while (next < end && body[next] <= ' ' && body[next] >= 0) {
            next++;
        }
        return next - segment;
    }

    /** Where the line after a place of the segment begins, or -1. */
    private int nextLine(int place) {
        int next = segment + place;
        while (next < end && body[next] != '\n') {
            next++;
        }
        segmentLines += Lines.count(body, segment, Math.min(end, next + 1));
        return next + 1 < end ? next + 1 : -1;
    }

    private ProblemException badJson(String why, long line) {
        return new ProblemException(
                        400,
                        "bad_json",
                        "line " + line + " of the body is no JSON for ticks, and nothing was recorded: " + why)
                .with("line", line)
                .withErrors(errors.listed());
    }
}
