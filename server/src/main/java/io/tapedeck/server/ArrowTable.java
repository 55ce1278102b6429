package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Arrow's IPC stream: a message of the schema, messages of batches of rows, and the end-of-stream marker. Texts are plain
 * columns of UTF-8, not dictionaries: one that grows on the way is what half of the readers refuse.
 */
final class ArrowTable extends Table {
    private static final int BATCH_ROWS = 16_384;
    private static final int BATCH_TEXT_BYTES = 1 << 20;

    private final ArrowColumn[] columns;
    private final OutputStream out;

    ArrowTable(List<TableColumn> columns, OutputStream out) throws IOException {
        this.columns = columns.stream()
                .map(column -> new ArrowColumn(column, BATCH_ROWS))
                .toArray(ArrowColumn[]::new);
        this.out = out;
        ArrowMessage.schema(columns).writeTo(out);
    }

    @Override
    void none(int column) {
        columns[column].none();
    }

    @Override
    void whole(int column, long value) {
        columns[column].whole(value);
    }

    @Override
    void decimal(int column, long high, long low) {
        columns[column].decimal(high, low);
    }

    @Override
    void number(int column, double value) {
        columns[column].number(value);
    }

    @Override
    void text(int column, byte[] utf8, int offset, int length) {
        columns[column].text(utf8, offset, length);
    }

    @Override
    void flag(int column, boolean value) {
        columns[column].flag(value);
    }

    @Override
    void end() throws IOException {
        if (columns[0].rows() == BATCH_ROWS || textBytes() > BATCH_TEXT_BYTES) {
            writeBatch();
        }
    }

    private long textBytes() {
        long bytes = 0;
        for (ArrowColumn column : columns) {
            bytes += column.column().type() == TableColumn.Type.TEXT ? column.bytes() : 0;
        }
        return bytes;
    }

    private void writeBatch() throws IOException {
        ArrowMessage.batch(columns).writeTo(out);
        for (ArrowColumn column : columns) {
            for (int i = 0; i < column.buffers(); i++) {
                column.writeTo(out, i);
            }
            column.clear();
        }
    }

    @Override
    void finish() throws IOException {
        if (columns[0].rows() > 0) {
            writeBatch();
        }
        ArrowMessage.writeEnd(out);
        out.flush();
    }
}
