package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.channels.StreamSinkChannel;

/** A socket that takes as many bytes as it is told to, and shows them. The IO thread's, but for {@link #text}. */
final class SlowSink {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final ChannelListener.SimpleSetter<StreamSinkChannel> writable = new ChannelListener.SimpleSetter<>();
    private final StreamSinkChannel channel;
    private int roomBytes;

    SlowSink(int roomBytes) {
        this.roomBytes = roomBytes;
        channel = (StreamSinkChannel) Proxy.newProxyInstance(
                SlowSink.class.getClassLoader(),
                new Class<?>[] {StreamSinkChannel.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "write" -> write((ByteBuffer) arguments[0]);
                    case "flush", "isOpen" -> true;
                    case "getWriteSetter" -> writable;
                    case "suspendWrites", "resumeWrites" -> null;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    StreamSinkChannel channel() {
        return channel;
    }

    private synchronized int write(ByteBuffer bytes) {
        int count = Math.min(roomBytes, bytes.remaining());
        taken.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
        bytes.position(bytes.position() + count);
        roomBytes -= count;
        return count;
    }

    /** Takes so many bytes more, and says so to who writes. */
    void take(int moreBytes) {
        synchronized (this) {
            roomBytes += moreBytes;
        }
        ChannelListeners.invokeChannelListener(channel, writable.get());
    }

    /** The number of the last event that was written whole, or 0. */
    synchronized long lastId() {
        String all = taken.toString(StandardCharsets.UTF_8);
        String end = all.substring(Math.max(0, all.length() - 2_000));
        int at = end.endsWith("\n\n") ? end.lastIndexOf("id: ") : -1;
        return at < 0 ? 0 : Long.parseLong(end.substring(at + 4, end.indexOf('\n', at)));
    }

    /** All that was written. */
    synchronized String text() {
        return taken.toString(StandardCharsets.UTF_8);
    }
}
