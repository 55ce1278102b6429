package io.tapedeck.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies files that are mostly holes, as the journal's newest is, without writing the holes out. */
final class SparseCopy {
    private static final int PIECE = 1 << 16;

    private SparseCopy() {}

    static void copy(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            long at = 0;
            while (in.read(piece.clear(), at) > 0) {
                int length = piece.position();
                piece.flip();
                if (!isZero(piece.array(), length)) {
                    out.write(piece, at);
                }
                at += length;
            }
            if (at > out.size()) {
                out.write(ByteBuffer.wrap(new byte[1]), at - 1);
            }
        }
    }

    private static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
