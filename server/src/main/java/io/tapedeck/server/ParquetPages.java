package io.tapedeck.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.schema.MessageType;

/** Collects the encoded pages of one row group, a {@link ParquetChunk} for each column. One thread. */
final class ParquetPages implements PageWriteStore {
    private final List<ParquetChunk> chunks = new ArrayList<>();

    ParquetPages(MessageType schema) {
        for (ColumnDescriptor column : schema.getColumns()) {
            chunks.add(new ParquetChunk(column));
        }
    }

    @Override
    public PageWriter getPageWriter(ColumnDescriptor column) {
        return chunks.stream()
                .filter(chunk -> chunk.column().equals(column))
                .findFirst()
                .orElseThrow();
    }

    /** What is held in memory. */
    long bytes() {
        long bytes = 0;
        for (ParquetChunk chunk : chunks) {
            bytes += chunk.getMemSize();
        }
        return bytes;
    }

    /** Writes all pages, column after column, and tells for the footer where they are. */
    List<ColumnChunk> writeTo(ParquetFile file, List<TableColumn> columns) throws IOException {
        List<ColumnChunk> written = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            written.add(chunks.get(i).writeTo(file, columns.get(i)));
        }
        return written;
    }
}
