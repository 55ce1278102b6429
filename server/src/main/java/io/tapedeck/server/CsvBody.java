package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decodes a CSV body into rows: a header line with the names of fields in any order, then a line a row, quoted as in RFC
 * 4180. What separates fields is a comma, or the semicolon or tab that the header uses. An empty field is absent, but an
 * empty {@code recv_ts} means that it is not known, as in files without one; blanks around a field without quotes do not
 * count; empty lines are passed over. Makes no object a row. One thread.
 *
 * <p>A bad row is noted in the builder. A header that is none, and a body that ends inside quotes, refuse the body with 400.
 */
final class CsvBody {
    private final TickRowBuilder rows;
    private final RowDefaults defaults;
    private final boolean isForm;
    private final byte[] unquoted = new byte[RowValues.MAX_BYTES + 1];

    private byte[] body;
    private int end;
    private int at;
    private long line = 1;
    private long headerLine;
    private byte separator = ',';
    private RowField[] columns;

    // The field that was read last.
    private byte[] field;
    private int fieldOffset;
    private int fieldLength;
    private String fieldFault;

    /**
     * A decoder.
     *
     * @param isForm whether the client said that the body is a form, as {@code curl -d} does, which drops line feeds
     */
    CsvBody(TickRowBuilder rows, RowDefaults defaults, boolean isForm) {
        this.rows = rows;
        this.defaults = defaults;
        this.isForm = isForm;
    }

    /** Decodes a whole body. */
    void decode(byte[] bytes, int offset, int length) {
        body = bytes;
        at = offset;
        end = offset + length;
        readHeader();
        while (at < end) {
            if (!passEmptyLine()) {
                readRow();
            }
        }
    }

    private boolean passEmptyLine() {
        int next = at;
        while (next < end && (body[next] == ' ' || body[next] == '\r')) {
            next++;
        }
        if (next < end && body[next] != '\n') {
            return false;
        }
        line++;
        at = next + 1;
        return true;
    }

    private void readHeader() {
        while (at < end && passEmptyLine()) {}
        headerLine = line;
        separator = headerSeparator();
        List<RowField> fields = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = readField();
            String name = new String(field, fieldOffset, fieldLength, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            RowField known = RowField.of(name);
            if (fieldFault != null || known == null) {
                throw badHeader("unknown_field", fieldFault != null ? fieldFault : RowField.unknown(name));
            }
            if (fields.contains(known)) {
                throw badHeader("duplicate_field", "column " + name + " is there twice");
            }
            fields.add(known);
        }
        columns = fields.toArray(RowField[]::new);
        checkColumns(fields);
    }

    private byte headerSeparator() {
        int semicolons = 0;
        int tabs = 0;
        for (int i = at; i < end && body[i] != '\n'; i++) {
            if (body[i] == ',') {
                return ',';
            }
            semicolons += body[i] == ';' ? 1 : 0;
            tabs += body[i] == '\t' ? 1 : 0;
        }
        return (byte) (tabs > semicolons ? '\t' : semicolons > 0 ? ';' : ',');
    }

    private void checkColumns(List<RowField> fields) {
        if (!fields.contains(RowField.SYMBOL) && defaults.symbol() == null) {
            throw badHeader("missing_column", "column symbol is missing: add it, or send ?symbol= for all rows");
        }
        if (!fields.contains(RowField.PRICE)
                && !fields.contains(RowField.BID)
                && !fields.contains(RowField.ASK)
                && !fields.contains(RowField.TIME_MSC)) {
            throw badHeader(
                    "missing_column",
                    "column price is missing, and so are bid and ask: trades have a price, quotes a bid or an ask");
        }
    }

    private ProblemException badHeader(String code, String why) {
        String form = isForm ? "; curl -d drops line feeds: send files with --data-binary" : "";
        return new ProblemException(
                        400,
                        code,
                        "the header, line " + headerLine + " of the CSV body, is wrong and nothing was recorded: " + why
                                + form)
                .with("line", headerLine);
    }

    private void readRow() {
        long firstLine = line;
        rows.begin();
        int count = 0;
        boolean more = true;
        while (more) {
            if (count < columns.length && takePlainField(columns[count])) {
                more = passEnd();
            } else {
                more = readField();
                if (count < columns.length) {
                    takeField(columns[count]);
                }
            }
            count++;
        }
        if (count != columns.length) {
            rows.fail("bad_columns", null, "the line has " + count + " fields, the header " + columns.length);
        }
        rows.end(firstLine);
    }

    /**
     * Takes a field of which nothing but its value stands between two separators, plainly written, and goes behind it: most
     * are like that. Where it is not, nothing is changed.
     */
    private boolean takePlainField(RowField column) {
        rows.name(column);
        int behind = rows.plainValue(column, body, at, end, separator);
        if (behind < 0) {
            return false;
        }
        if (behind + 1 < end && body[behind] == '\r' && body[behind + 1] == '\n') {
            behind++;
        }
        boolean ends = behind == end || body[behind] == separator || body[behind] == '\n';
        at = ends ? behind : at;
        return ends;
    }

    private void takeField(RowField column) {
        if (fieldFault != null) {
            rows.fail("bad_quotes", column.text(), fieldFault);
        } else if (fieldLength > 0) {
            rows.value(column, field, fieldOffset, fieldLength);
        } else if (column == RowField.RECV_TS) {
            rows.withoutRecvTs();
        }
    }

    /** Reads the next field, and the separator or line feed behind it; returns whether the line goes on. */
    private boolean readField() {
        fieldFault = null;
        while (at < end && body[at] == ' ') {
            at++;
        }
        if (at < end && body[at] == '"') {
            readQuoted();
        } else {
            readPlain();
        }
        return passEnd();
    }

    /** Goes behind the separator or line feed; returns whether the line goes on. */
    private boolean passEnd() {
        boolean more = at < end && body[at] == separator;
        line += more ? 0 : 1;
        at++;
        return more;
    }

    private void readPlain() {
        int start = at;
        boolean quotes = false;
        while (at < end && body[at] != separator && body[at] != '\n') {
            quotes |= body[at] == '"';
            at++;
        }
        int last = at;
        while (last > start && (body[last - 1] == ' ' || body[last - 1] == '\r')) {
            last--;
        }
        field = body;
        fieldOffset = start;
        fieldLength = last - start;
        if (quotes) {
            fieldFault = "a quote mark inside the field: put the whole field between quotes, and double those inside";
        }
    }

    private void readQuoted() {
        long opened = line;
        int start = ++at;
        int length = 0;
        while (true) {
            if (at >= end) {
                throw new ProblemException(
                                400,
                                "body_incomplete",
                                "the body ends inside quotes that line " + opened + " opened, and nothing was recorded")
                        .with("line", opened);
            }
            byte c = body[at++];
            if (c == '"') {
                if (at >= end || body[at] != '"') {
                    break;
                }
                at++;
            }
            line += c == '\n' ? 1 : 0;
            if (length < unquoted.length) {
                unquoted[length] = c;
            }
            length++;
        }
        field = length <= unquoted.length ? unquoted : body; // a longer one is refused for its length
        fieldOffset = field == body ? start : 0;
        fieldLength = length;
        passToSeparator();
    }

    private void passToSeparator() {
        while (at < end && body[at] != separator && body[at] != '\n') {
            if (body[at] != ' ' && body[at] != '\r') {
                fieldFault = "text behind the closing quote mark";
            }
            at++;
        }
    }
}
