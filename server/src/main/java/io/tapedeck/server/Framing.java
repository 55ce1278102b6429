package io.tapedeck.server;

import io.tapedeck.server.WsDecoder.Opcode;
import io.tapedeck.writer.EventPlace;

/** How the frames of a stream look on the wire. All are made of a server-sent event's bytes, as {@link FrameText} prints it. Stateless. */
enum Framing {
    /** The event as it is. */
    SERVER_SENT_EVENTS {
        @Override
        int room(int eventBytes) {
            return eventBytes;
        }

        @Override
        int put(int kind, byte[] event, int begin, int objectAt, int end, byte[] target, int at) {
            System.arraycopy(event, begin, target, at, end - begin);
            return at + end - begin;
        }

        @Override
        byte[] frame(String kind, EventPlace place, String json) {
            return FrameText.event(kind, place, json);
        }
    },

    /** A message of a WebSocket: the event's object, whose first member is the kind. */
    WEBSOCKET {
        private static final int PREFIX_BYTES = 24;

        @Override
        int room(int eventBytes) {
            return eventBytes + WsFrames.MAX_HEADER_BYTES + PREFIX_BYTES;
        }

        @Override
        int put(int kind, byte[] event, int begin, int objectAt, int end, byte[] target, int at) {
            byte[] prefix = FrameKind.prefix(kind);
            int members = end - 2 - (objectAt + 1); // without the brace in front and the lines' ends
            at = WsFrames.header(Opcode.TEXT, prefix.length + members, target, at);
            System.arraycopy(prefix, 0, target, at, prefix.length);
            at += prefix.length;
            System.arraycopy(event, objectAt + 1, target, at, members);
            return at + members;
        }

        @Override
        byte[] frame(String kind, EventPlace place, String json) {
            return WsFrames.text("{\"kind\":\"" + kind + "\"," + json.substring(1));
        }
    };

    /** How many bytes the frame of an event takes at most when it is put. */
    abstract int room(int eventBytes);

    /** Puts the frame of an event, whose object begins somewhere in it, and returns the place behind. */
    abstract int put(int kind, byte[] event, int begin, int objectAt, int end, byte[] target, int at);

    /** A frame of the stream itself; with an id where the client may go on behind it. */
    abstract byte[] frame(String kind, EventPlace place, String json);
}
