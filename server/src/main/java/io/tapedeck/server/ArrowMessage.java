package io.tapedeck.server;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/**
 * The metadata of one message of Arrow's IPC stream. On the wire it is {@code 0xFFFFFFFF}, a length in 4 bytes, and a flatbuffer
 * of this length, filled up to 8 bytes; a batch's body follows. One thread.
 */
final class ArrowMessage {
    private static final int CONTINUES = -1;
    private static final int ALIGNMENT_BYTES = 8;
    private static final int DECIMAL_BITS = 128;
    private static final int FIRST_BYTES = 1024;

    private final FlatBufferBuilder builder = new FlatBufferBuilder(FIRST_BYTES);

    private ArrowMessage() {}

    static ArrowMessage schema(List<TableColumn> columns) {
        ArrowMessage message = new ArrowMessage();
        FlatBufferBuilder builder = message.builder;
        int[] fields =
                columns.stream().mapToInt(column -> field(builder, column)).toArray();
        int vector = Schema.createFieldsVector(builder, fields);
        int schema = Schema.createSchema(builder, Endianness.Little, vector, 0, 0);
        return message.finished(MessageHeader.Schema, schema, 0);
    }

    private static int field(FlatBufferBuilder builder, TableColumn column) {
        int name = builder.createString(column.name());
        int type = type(builder, column.type());
        int children = Field.createChildrenVector(builder, new int[0]);
        return Field.createField(builder, name, column.isNullable(), typeCode(column.type()), type, 0, children, 0);
    }

    private static byte typeCode(TableColumn.Type type) {
        return switch (type) {
            case WHOLE -> Type.Int;
            case TIME -> Type.Timestamp;
            case DECIMAL -> Type.Decimal;
            case DOUBLE -> Type.FloatingPoint;
            case TEXT -> Type.Utf8;
            case FLAG -> Type.Bool;
        };
    }

    private static int type(FlatBufferBuilder builder, TableColumn.Type type) {
        return switch (type) {
            case WHOLE -> Int.createInt(builder, Long.SIZE, true);
            case TIME -> Timestamp.createTimestamp(builder, TimeUnit.NANOSECOND, builder.createString("UTC"));
            case DECIMAL -> Decimal.createDecimal(builder, TableColumn.PRECISION, TableColumn.SCALE, DECIMAL_BITS);
            case DOUBLE -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
            case TEXT -> {
                Utf8.startUtf8(builder);
                yield Utf8.endUtf8(builder);
            }
            case FLAG -> {
                Bool.startBool(builder);
                yield Bool.endBool(builder);
            }
        };
    }

    /** The message in front of the columns' buffers. */
    static ArrowMessage batch(ArrowColumn[] columns) {
        ArrowMessage message = new ArrowMessage();
        FlatBufferBuilder builder = message.builder;
        int bufferCount = 0;
        for (ArrowColumn column : columns) {
            bufferCount += column.buffers();
        }
        // Vectors of structs are written from their end on.
        RecordBatch.startBuffersVector(builder, bufferCount);
        long bodyBytes = bodyBytes(columns);
        long end = bodyBytes;
        for (int i = columns.length - 1; i >= 0; i--) {
            for (int j = columns[i].buffers() - 1; j >= 0; j--) {
                end -= ArrowColumn.padded(columns[i].length(j));
                Buffer.createBuffer(builder, end, columns[i].length(j));
            }
        }
        int buffers = builder.endVector();
        RecordBatch.startNodesVector(builder, columns.length);
        for (int i = columns.length - 1; i >= 0; i--) {
            FieldNode.createFieldNode(builder, columns[i].rows(), columns[i].nulls());
        }
        int nodes = builder.endVector();
        int batch = RecordBatch.createRecordBatch(builder, columns[0].rows(), nodes, buffers, 0, 0);
        return message.finished(MessageHeader.RecordBatch, batch, bodyBytes);
    }

    private static long bodyBytes(ArrowColumn[] columns) {
        long bytes = 0;
        for (ArrowColumn column : columns) {
            for (int i = 0; i < column.buffers(); i++) {
                bytes += ArrowColumn.padded(column.length(i));
            }
        }
        return bytes;
    }

    private ArrowMessage finished(byte type, int header, long bodyBytes) {
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, type, header, bodyBytes, 0));
        return this;
    }

    void writeTo(OutputStream out) throws IOException {
        byte[] metadata = builder.sizedByteArray();
        int length = metadata.length + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
        writeLength(out, length);
        out.write(metadata);
        out.write(new byte[length - metadata.length]);
    }

    /** Writes the marker that ends a stream: a message of no length. */
    static void writeEnd(OutputStream out) throws IOException {
        writeLength(out, 0);
    }

    private static void writeLength(OutputStream out, int length) throws IOException {
        out.write(ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CONTINUES)
                .putInt(length)
                .array());
    }
}
