package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/** A client of server-sent events: the answer to one request, which goes on and on. Its connection's IO thread. */
final class SseSubscriber extends Subscriber {
    /** After how long a browser whose connection broke asks again. */
    private static final int RETRY_MILLIS = 1_000;

    private final HttpServerExchange exchange;
    private final StreamSinkChannel channel;

    private SseSubscriber(
            LiveStreams streams,
            HttpServerExchange exchange,
            StreamSinkChannel channel,
            StreamFilter filter,
            EventPlace after) {
        super(streams, exchange.getIoThread(), channel, Framing.SERVER_SENT_EVENTS, filter, after);
        this.exchange = exchange;
        this.channel = channel;
    }

    /** Begins to answer. */
    static void start(LiveStreams streams, HttpServerExchange exchange, StreamRule rule, EventPlace after) {
        StreamFilter filter = new StreamFilter(List.of(rule), streams.symbols());
        SseSubscriber started = new SseSubscriber(streams, exchange, exchange.getResponseChannel(), filter, after);
        exchange.getConnection().addCloseListener(closed -> started.gone());
        started.begin();
    }

    @Override
    byte[] firstBytes(byte[] hello) {
        String text = new String(hello, StandardCharsets.UTF_8);
        return ("retry: " + RETRY_MILLIS + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    byte[] lastBytes(Bye bye) {
        return new byte[0];
    }

    @Override
    void finish() {
        SlowClient.cutAfter(SlowClient.NOTICING_SECONDS, exchange);
        try {
            channel.shutdownWrites();
            if (!channel.flush()) {
                channel.getWriteSetter().set(ChannelListeners.flushingChannelListener(null, (failed, thrown) -> cut()));
                channel.resumeWrites();
            }
        } catch (IOException e) {
            cut();
        }
    }

    @Override
    void cut() {
        IoUtils.safeClose(exchange.getConnection());
    }
}
