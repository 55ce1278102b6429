package io.tapedeck.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Chooses how the text of an id is held, and refuses what is no id. Makes objects for text that is not ASCII only. */
final class TickId {
    private TickId() {}

    /** Puts the id into the tick's fields and returns its type. */
    static IdType set(Tick tick, byte[] utf8, int offset, int length) {
        if (length <= 18 && isCanonicalNumber(utf8, offset, length)) {
            long number = 0;
            for (int i = 0; i < length; i++) {
                number = number * 10 + (utf8[offset + i] - '0');
            }
            tick.idNumber(number);
            return IdType.NUMBER;
        }
        if (length == 36 && toUuid(utf8, offset, tick)) {
            return IdType.UUID;
        }
        checkText(utf8, offset, length);
        tick.idBytes(IdType.TEXT, utf8, offset, length);
        return IdType.TEXT;
    }

    private static boolean isCanonicalNumber(byte[] utf8, int offset, int length) {
        if (length == 0 || utf8[offset] == '0' && length > 1) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (utf8[offset + i] < '0' || utf8[offset + i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean toUuid(byte[] utf8, int offset, Tick tick) {
        byte[] bytes = tick.idBytes();
        int nibbles = 0;
        int any = 0;
        for (int i = 0; i < 36; i++) {
            byte c = utf8[offset + i];
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return false;
                }
                continue;
            }
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return false;
            }
            any |= digit;
            int at = nibbles >> 1;
            bytes[at] = (byte) ((nibbles & 1) == 0 ? digit << 4 : bytes[at] | digit);
            nibbles++;
        }
        if (any == 0) {
            return false;
        }
        tick.idBytes(IdType.UUID, bytes, 0, 16);
        return true;
    }

    private static void checkText(byte[] utf8, int offset, int length) {
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            byte c = utf8[offset + i];
            ascii &= c >= 0;
            if (c >= 0 && c < ' ' || c == 127) {
                throw refused("has the control character " + c, utf8, offset, length);
            }
        }
        int characters = ascii ? length : countCharacters(utf8, offset, length);
        if (characters < 1 || characters > Tick.MAX_ID_CHARACTERS) {
            throw refused("has " + characters + " characters", utf8, offset, length);
        }
    }

    private static int countCharacters(byte[] utf8, int offset, int length) {
        if (length > Tick.MAX_ID_BYTES) {
            throw refused("has " + length + " bytes", utf8, offset, length);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, offset, length))
                    .toString();
            if (text.codePoints().anyMatch(Character::isISOControl)) {
                throw refused("has a control character", utf8, offset, length);
            }
            return text.codePointCount(0, text.length());
        } catch (CharacterCodingException e) {
            throw refused("is not UTF-8", utf8, offset, length);
        }
    }

    private static JournalException refused(String why, byte[] utf8, int offset, int length) {
        String shown =
                new String(utf8, offset, Math.min(length, 60), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return new JournalException(
                JournalException.Code.BAD_VALUE,
                "id \"" + shown + "\" " + why + ": expected 1 to 40 characters without control characters");
    }
}
