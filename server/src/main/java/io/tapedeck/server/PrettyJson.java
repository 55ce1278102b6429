package io.tapedeck.server;

import java.io.ByteArrayOutputStream;

/** Lays compact JSON out for people: a line a member, two blanks a level. It changes no value. Stateless; any thread. */
final class PrettyJson {
    private PrettyJson() {}

    /** The same JSON on many lines, with a line break at its end. */
    static byte[] of(byte[] compact) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(compact.length * 2);
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < compact.length; i++) {
            byte c = compact[i];
            if (quoted || c == '"') {
                quoted = quoted ? c != '"' : true;
                out.write(c);
                if (quoted && c == '\\') {
                    out.write(compact[++i]);
                }
            } else if (c == '{' || c == '[') {
                out.write(c);
                boolean empty = compact[i + 1] == c + 2; // in ASCII the closing one is two behind
                if (!empty) {
                    newLine(out, ++depth);
                } else {
                    out.write(compact[++i]);
                }
            } else if (c == '}' || c == ']') {
                newLine(out, --depth);
                out.write(c);
            } else {
                out.write(c);
                if (c == ',') {
                    newLine(out, depth);
                } else if (c == ':') {
                    out.write(' ');
                }
            }
        }
        out.write('\n');
        return out.toByteArray();
    }

    private static void newLine(ByteArrayOutputStream out, int depth) {
        out.write('\n');
        for (int i = 0; i < depth; i++) {
            out.write(' ');
            out.write(' ');
        }
    }
}
