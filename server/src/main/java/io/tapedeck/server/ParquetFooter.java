package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TypeDefinedOrder;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TField;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TProtocol;
import shaded.parquet.org.apache.thrift.protocol.TStruct;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * The footer of a Parquet file, Thrift's {@code FileMetaData}. Row groups are kept as the bytes that they take in it, about a
 * kilobyte each: as objects those of a billion ticks would take 50 MB. One thread.
 */
final class ParquetFooter {
    private static final int VERSION = 1;

    /** Thrift's codes of types, whose class is not in the library's jar. */
    private static final byte I32 = 8;

    private static final byte I64 = 10;
    private static final byte STRING = 11;
    private static final byte STRUCT = 12;
    private static final byte LIST = 15;

    private final List<TableColumn> columns;
    private final ByteArrayOutputStream groups = new ByteArrayOutputStream();
    private int groupCount;
    private long rows;

    ParquetFooter(List<TableColumn> columns) {
        this.columns = columns;
    }

    void add(List<ColumnChunk> chunks, int groupRows) throws IOException {
        long unpackedBytes = 0;
        long packedBytes = 0;
        for (ColumnChunk chunk : chunks) {
            unpackedBytes += chunk.getMeta_data().getTotal_uncompressed_size();
            packedBytes += chunk.getMeta_data().getTotal_compressed_size();
        }
        RowGroup group = new RowGroup(chunks, unpackedBytes, groupRows);
        group.setTotal_compressed_size(packedBytes);
        group.setFile_offset(begin(chunks.get(0)));
        try {
            group.write(protocol(groups));
        } catch (TException e) {
            throw new IOException("a row group's metadata: " + e.getMessage(), e);
        }
        groupCount++;
        rows += groupRows;
    }

    private static long begin(ColumnChunk chunk) {
        return chunk.getMeta_data().isSetDictionary_page_offset()
                ? chunk.getMeta_data().getDictionary_page_offset()
                : chunk.getMeta_data().getData_page_offset();
    }

    void writeTo(OutputStream out) throws IOException {
        try {
            TProtocol protocol = protocol(out);
            protocol.writeStructBegin(new TStruct("FileMetaData"));
            begin(protocol, I32, 1);
            protocol.writeI32(VERSION);
            beginList(protocol, 2, columns.size() + 1);
            for (SchemaElement element : ParquetSchema.elements(columns)) {
                element.write(protocol);
            }
            begin(protocol, I64, 3);
            protocol.writeI64(rows);
            beginList(protocol, 4, groupCount);
            groups.writeTo(out); // the protocol holds nothing back
            begin(protocol, STRING, 6);
            protocol.writeString("tapedeck version " + Version.text());
            beginList(protocol, 7, columns.size());
            for (int i = 0; i < columns.size(); i++) {
                ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()).write(protocol);
            }
            protocol.writeFieldStop();
            protocol.writeStructEnd();
        } catch (TException e) {
            throw new IOException("the footer: " + e.getMessage(), e);
        }
    }

    private static void begin(TProtocol protocol, byte type, int field) throws TException {
        protocol.writeFieldBegin(new TField("", type, (short) field));
    }

    private static void beginList(TProtocol protocol, int field, int structs) throws TException {
        begin(protocol, LIST, field);
        protocol.writeListBegin(new TList(STRUCT, structs));
    }

    private static TProtocol protocol(OutputStream out) throws TTransportException {
        return new TCompactProtocol(new TIOStreamTransport(out));
    }
}
