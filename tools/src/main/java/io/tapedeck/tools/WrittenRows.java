package io.tapedeck.tools;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.parquet.format.Util;

/** Counts the rows of a written file of typed columns by what it says of itself, and refuses one that is not whole. Stateless. */
final class WrittenRows {
    private static final int TRAILER_BYTES = 8;
    private static final int CONTINUES = -1;
    private static final int BUFFER_BYTES = 1 << 16;

    private WrittenRows() {}

    static long ofParquet(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] trailer = new byte[TRAILER_BYTES];
            if (file.length() > TRAILER_BYTES) {
                file.seek(file.length() - TRAILER_BYTES);
                file.readFully(trailer);
            }
            long footer = file.length() - TRAILER_BYTES - littleEndian(trailer).getInt(0);
            String magic = new String(trailer, Integer.BYTES, Integer.BYTES, StandardCharsets.US_ASCII);
            if (!magic.equals("PAR1") || footer < Integer.BYTES) {
                throw new IOException("the Parquet file has no footer: it was cut");
            }
            try (InputStream in = Files.newInputStream(path)) {
                in.skipNBytes(footer);
                return Util.readFileMetaData(new BufferedInputStream(in, BUFFER_BYTES), true)
                        .getNum_rows();
            }
        }
    }

    static long ofArrow(Path path) throws IOException {
        long rows = 0;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES))) {
            for (ByteBuffer head = read(in, TRAILER_BYTES);
                    head.getInt(Integer.BYTES) != 0;
                    head = read(in, TRAILER_BYTES)) {
                if (head.getInt(0) != CONTINUES || head.getInt(Integer.BYTES) < 0) {
                    throw new IOException("no message of Arrow where one was to be");
                }
                Message message = Message.getRootAsMessage(read(in, head.getInt(Integer.BYTES)));
                if (message.headerType() == MessageHeader.RecordBatch) {
                    rows += ((RecordBatch) message.header(new RecordBatch())).length();
                }
                in.skipNBytes(message.bodyLength());
            }
        } catch (EOFException e) {
            throw new IOException("Arrow's stream has no end marker: it was cut", e);
        }
        return rows;
    }

    private static ByteBuffer read(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return littleEndian(bytes);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
