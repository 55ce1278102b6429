package io.tapedeck.tools;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * Unpacks zstd, of which a file may hold several frames one behind the other. The library's own stream does not notice when the
 * last of several frames is cut short; this one does. One thread at a time; closing frees the library's memory and leaves the
 * packed stream open.
 */
final class ZstdText extends InputStream {
    private static final int BUFFER_BYTES = 1 << 17;

    private final InputStream packed;
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final byte[] chunk = new byte[BUFFER_BYTES];
    private final ByteBuffer source = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private final ByteBuffer text = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
    private boolean inFrame;

    ZstdText(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        return fill() ? text.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        } else if (!fill()) {
            return -1;
        }
        int count = Math.min(length, text.remaining());
        text.get(target, offset, count);
        return count;
    }

    /** Sees to it that there is text; false at the end. */
    private boolean fill() throws IOException {
        while (!text.hasRemaining()) {
            boolean ended = !source.hasRemaining() && !refill();
            if (ended && !inFrame) {
                return false;
            }
            unpack();
            if (ended && inFrame && !text.hasRemaining()) {
                throw new EOFException("a frame of zstd is not whole");
            }
        }
        return true;
    }

    private boolean refill() throws IOException {
        int count = packed.read(chunk, 0, chunk.length);
        source.clear();
        source.put(chunk, 0, Math.max(count, 0)).flip();
        return count > 0;
    }

    private void unpack() throws ZipException {
        text.clear();
        try {
            inFrame = !context.decompressDirectByteBufferStream(text, source);
        } catch (ZstdException e) {
            text.limit(0);
            throw (ZipException) new ZipException(e.getMessage()).initCause(e);
        }
        text.flip();
    }

    @Override
    public void close() {
        context.close();
    }
}
