package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;

/** Packs by gzip at its fastest level, as pages are mostly packed by their encodings already. Stateless; any thread. */
final class FastGzip extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 8 << 10;

    private FastGzip(OutputStream out) throws IOException {
        super(out, BUFFER_BYTES);
        def.setLevel(Deflater.BEST_SPEED);
    }

    static byte[] pack(BytesInput bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (FastGzip gzip = new FastGzip(packed)) {
            bytes.writeAllTo(gzip);
        }
        return packed.toByteArray();
    }
}
