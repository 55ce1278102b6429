package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file of flat columns, written front to back. Values are encoded by parquet-column; this class puts the pages
 * together into row groups and those into a file. A row group is held in memory until it is full, which is a matter of rows and
 * of bytes.
 *
 * <pre>
 * "PAR1"
 * row groups: for each column its pages (see {@link ParquetChunk})
 * footer (see {@link ParquetFooter}), its length in 4 bytes, "PAR1"
 * </pre>
 */
final class ParquetTable extends Table {
    /** What readers scan as one piece; DuckDB's own number. */
    private static final int GROUP_ROWS = 122_880;

    private static final int GROUP_BYTES = 4 << 20;
    private static final int ROWS_BETWEEN_CHECKS = 1_024;

    private final List<TableColumn> columns;
    private final MessageType schema;
    private final ParquetFile file;
    private final ParquetFooter footer;
    private final byte[] fixed = new byte[16];
    private final ByteBuffer fixedBytes = ByteBuffer.wrap(fixed);
    private ParquetPages pages;
    private ColumnWriteStore store;
    private ColumnWriter[] writers;
    private int groupRows;

    ParquetTable(List<TableColumn> columns, OutputStream out) throws IOException {
        this.columns = columns;
        schema = ParquetSchema.message(columns);
        file = new ParquetFile(out);
        footer = new ParquetFooter(columns);
        file.writeMagic();
        beginGroup();
    }

    private void beginGroup() {
        pages = new ParquetPages(schema);
        store = new ColumnWriteStoreV1(schema, pages, ParquetSchema.encodings(columns));
        List<ColumnDescriptor> descriptors = schema.getColumns();
        writers = new ColumnWriter[descriptors.size()];
        for (int i = 0; i < writers.length; i++) {
            writers[i] = store.getColumnWriter(descriptors.get(i));
        }
        groupRows = 0;
    }

    /** Tells the encoder that a value is there: in a column that may be null it is one level down. */
    private int level(int column) {
        return columns.get(column).isNullable() ? 1 : 0;
    }

    @Override
    void none(int column) {
        writers[column].writeNull(0, 0);
    }

    @Override
    void whole(int column, long value) {
        writers[column].write(value, 0, level(column));
    }

    @Override
    void decimal(int column, long high, long low) {
        fixedBytes.putLong(0, high).putLong(Long.BYTES, low);
        writers[column].write(Binary.fromReusedByteArray(fixed), 0, level(column));
    }

    @Override
    void number(int column, double value) {
        writers[column].write(value, 0, level(column));
    }

    @Override
    void text(int column, byte[] utf8, int offset, int length) {
        writers[column].write(Binary.fromReusedByteArray(utf8, offset, length), 0, level(column));
    }

    @Override
    void flag(int column, boolean value) {
        writers[column].write(value, 0, level(column));
    }

    @Override
    void end() throws IOException {
        store.endRecord();
        groupRows++;
        if (groupRows == GROUP_ROWS
                || groupRows % ROWS_BETWEEN_CHECKS == 0 && store.getBufferedSize() + pages.bytes() > GROUP_BYTES) {
            endGroup();
            beginGroup();
        }
    }

    private void endGroup() throws IOException {
        store.flush();
        store.close();
        if (groupRows > 0) {
            footer.add(pages.writeTo(file, columns), groupRows);
        }
    }

    @Override
    void finish() throws IOException {
        endGroup();
        file.writeFooter(footer);
        file.flush();
    }
}
