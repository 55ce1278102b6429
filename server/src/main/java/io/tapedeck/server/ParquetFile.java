package io.tapedeck.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The stream that a Parquet file goes to, which knows how far it has come. One thread; the stream beneath is not closed. */
final class ParquetFile extends FilterOutputStream {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private long written;

    ParquetFile(OutputStream out) {
        super(out);
    }

    /** Where the next byte goes. */
    long position() {
        return written;
    }

    void writeMagic() throws IOException {
        write(MAGIC);
    }

    void writeFooter(ParquetFooter footer) throws IOException {
        long begin = written;
        footer.writeTo(this);
        int length = Math.toIntExact(written - begin);
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array());
        writeMagic();
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written += length;
    }
}
