package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * One column of one row group: a page of its dictionary, if it has one, and pages of data of version 1, each behind its header
 * and packed by gzip, which every reader knows and the JDK brings. One thread.
 */
final class ParquetChunk implements PageWriter {
    private final ColumnDescriptor column;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
    private byte[] dictionary = new byte[0];
    private long unpackedBytes;
    private long values;
    private Statistics<?> statistics;

    ParquetChunk(ColumnDescriptor column) {
        this.column = column;
    }

    ColumnDescriptor column() {
        return column;
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> pageStatistics,
            SizeStatistics sizes,
            GeospatialStatistics places,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        PageHeader header = new PageHeader();
        header.setType(PageType.DATA_PAGE);
        header.setData_page_header(
                new DataPageHeader(valueCount, format(encoding), format(definition), format(repetition)));
        put(header, bytes, data);
        encodings.add(encoding);
        encodings.add(definition);
        values += valueCount;
        if (statistics == null) {
            statistics = pageStatistics.copy();
        } else {
            statistics.mergeStatistics(pageStatistics);
        }
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int valueCount,
            int rowCount,
            Statistics<?> pageStatistics,
            Encoding repetition,
            Encoding definition,
            Encoding encoding)
            throws IOException {
        writePage(bytes, valueCount, rowCount, pageStatistics, null, null, repetition, definition, encoding);
    }

    @Override
    @Deprecated
    public void writePage(
            BytesInput bytes,
            int valueCount,
            Statistics<?> pageStatistics,
            Encoding repetition,
            Encoding definition,
            Encoding encoding) {
        throw new UnsupportedOperationException("the store tells how many rows a page has");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PageHeader header = new PageHeader();
        header.setType(PageType.DICTIONARY_PAGE);
        header.setDictionary_page_header(
                new DictionaryPageHeader(page.getDictionarySize(), format(page.getEncoding())));
        put(header, page.getBytes(), out);
        encodings.add(page.getEncoding());
        dictionary = out.toByteArray();
    }

    private void put(PageHeader header, BytesInput bytes, ByteArrayOutputStream target) throws IOException {
        byte[] packed = FastGzip.pack(bytes);
        header.setUncompressed_page_size(Math.toIntExact(bytes.size()));
        header.setCompressed_page_size(packed.length);
        int begin = target.size();
        Util.writePageHeader(header, target);
        unpackedBytes += target.size() - begin + bytes.size();
        target.write(packed);
    }

    @Override
    public void writePageV2(
            int rowCount,
            int nullCount,
            int valueCount,
            BytesInput repetition,
            BytesInput definition,
            Encoding encoding,
            BytesInput bytes,
            Statistics<?> pageStatistics) {
        throw new UnsupportedOperationException("the store makes pages of version 1");
    }

    private static org.apache.parquet.format.Encoding format(Encoding encoding) {
        return org.apache.parquet.format.Encoding.valueOf(encoding.name());
    }

    @Override
    public long getMemSize() {
        return data.size() + dictionary.length;
    }

    @Override
    public long allocatedSize() {
        return getMemSize();
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + " " + column + " " + getMemSize() + " bytes";
    }

    /** Writes the pages and tells for the footer where they are. */
    ColumnChunk writeTo(ParquetFile file, TableColumn named) throws IOException {
        long begin = file.position();
        file.write(dictionary);
        long firstData = file.position();
        data.writeTo(file);
        List<org.apache.parquet.format.Encoding> used = new ArrayList<>();
        encodings.forEach(encoding -> used.add(format(encoding)));
        ColumnMetaData meta = new ColumnMetaData(
                ParquetSchema.type(named.type()),
                used,
                List.of(named.name()),
                CompressionCodec.GZIP,
                values,
                unpackedBytes,
                file.position() - begin,
                firstData);
        if (dictionary.length > 0) {
            meta.setDictionary_page_offset(begin);
        }
        meta.setStatistics(footerStatistics());
        ColumnChunk chunk = new ColumnChunk(0); // where a copy of the metadata is: nowhere
        chunk.setMeta_data(meta);
        return chunk;
    }

    private org.apache.parquet.format.Statistics footerStatistics() {
        org.apache.parquet.format.Statistics found = new org.apache.parquet.format.Statistics();
        found.setNull_count(statistics.getNumNulls());
        if (statistics.hasNonNullValue()) {
            found.setMin_value(statistics.getMinBytes());
            found.setMax_value(statistics.getMaxBytes());
        }
        return found;
    }
}
