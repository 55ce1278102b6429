package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.server.WsDecoder.Message;
import io.tapedeck.server.WsDecoder.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Goal: clients that never finish a message hold neither the memory nor the connection. */
class WsInboxTest {
    private static final int LENGTH = 200 << 10;

    private final UnfinishedMessages all = new UnfinishedMessages();

    /** A frame of text, masked with zeros, without its last bytes. */
    private static ByteBuffer frame(int lackingBytes) {
        ByteBuffer frame = ByteBuffer.allocate(14 + LENGTH);
        frame.put((byte) 0x81).put((byte) (0x80 | 127)).putLong(LENGTH).putInt(0);
        while (frame.hasRemaining()) {
            frame.put((byte) 'x');
        }
        return frame.flip().limit(frame.limit() - lackingBytes);
    }

    private static void refuses(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Violation.class,
                        refusal -> assertThat(refusal.closeCode()).isEqualTo(code));
    }

    @Test
    void holdsNoMoreOfAllTogetherThanItMayAndLetsGoOfIt() throws Exception {
        List<WsInbox> inboxes = new ArrayList<>();
        for (int i = 0; i < UnfinishedMessages.MAX_BYTES / (256 << 10); i++) {
            WsInbox inbox = new WsInbox(all);
            inbox.add(frame(1));
            assertThat(inbox.next()).isNull();
            inboxes.add(inbox);
        }
        long fullBytes = all.heldBytes();
        assertThat(fullBytes).isBetween(UnfinishedMessages.MAX_BYTES / 2, UnfinishedMessages.MAX_BYTES);
        WsInbox first = inboxes.get(0);
        first.add(ByteBuffer.wrap(new byte[] {'x'}));
        Message whole = first.next();
        assertThat(whole.payload()).hasSize(LENGTH);
        long before = all.heldBytes();
        assertThat(first.next()).isNull();
        assertThat(all.heldBytes()).isLessThan(before);

        List<WsInbox> more = new ArrayList<>();
        refuses(1013, () -> {
            for (int i = 0; i < 100; i++) {
                WsInbox inbox = new WsInbox(all);
                more.add(inbox);
                inbox.add(frame(1));
                inbox.next();
            }
        });
        assertThat(all.heldBytes()).isLessThanOrEqualTo(UnfinishedMessages.MAX_BYTES);
        more.forEach(WsInbox::close);
        inboxes.forEach(WsInbox::close);
        inboxes.forEach(WsInbox::close); // and no more than once
        assertThat(all.heldBytes()).isZero();
    }

    @Test
    void aMessageThatIsNotWholeInTimeIsRefusedAndOneThatIsNotReadIsNotLate() throws Exception {
        WsInbox inbox = new WsInbox(all);
        assertThat(inbox.next()).isNull();
        inbox.look(System.nanoTime() + 2 * WsInbox.MESSAGE_NANOS); // it has sent nothing
        inbox.add(frame(1));
        assertThat(inbox.next()).isNull();
        long now = System.nanoTime();
        inbox.look(now + WsInbox.MESSAGE_NANOS / 2);
        refuses(1008, () -> inbox.look(now + WsInbox.MESSAGE_NANOS + 1));
        inbox.pause();
        inbox.look(now + 2 * WsInbox.MESSAGE_NANOS);
        inbox.add(ByteBuffer.wrap(new byte[] {'x'}));
        assertThat(inbox.next().payload()).hasSize(LENGTH);
        assertThat(inbox.next()).isNull();
        inbox.look(System.nanoTime() + 2 * WsInbox.MESSAGE_NANOS);
    }
}
