package io.tapedeck.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A token of an SQL text, as SQLite reads it; comments and blanks are none.
 *
 * @param kind what it is
 * @param text a word in lower case, the inside of a quoted one in lower case, else as it stands
 * @param at where it begins, counted from 0
 */
record SqlToken(Kind kind, String text, int at) {
    enum Kind {
        /** A keyword or a name without quotes. */
        WORD,
        /** A name between quotes of any kind, or a text: SQLite takes either for the other where only that fits. */
        QUOTED,
        NUMBER,
        SYMBOL
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it can name a table, a column or a function. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /**
     * Cuts a text into tokens.
     *
     * @throws QueryException BAD_SQL for an end inside quotes, and for characters that no SQL has
     */
    static List<SqlToken> of(String sql) {
        return new Scan(sql).tokens();
    }

    private static final class Scan {
        private final String sql;
        private final List<SqlToken> tokens = new ArrayList<>();
        private int at;

        Scan(String sql) {
            this.sql = sql;
        }

        List<SqlToken> tokens() {
            while (at < sql.length()) {
                next(sql.charAt(at));
            }
            return tokens;
        }

        private void next(char c) {
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                at++;
            } else if (c < ' ' || c == 0x7f || c == '\ufeff') {
                throw bad("a control character", at);
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
            } else if (c == '\'' || c == '"' || c == '`') {
                quoted(c);
            } else if (c == '[') {
                int end = sql.indexOf(']', at);
                if (end < 0) {
                    throw bad("a [ without its ]", at);
                }
                add(Kind.QUOTED, sql.substring(at + 1, end).toLowerCase(Locale.ROOT), end + 1);
            } else if (isWordPart(c)) {
                word(c);
            } else {
                add(Kind.SYMBOL, String.valueOf(c), at + 1);
            }
        }

        private void quoted(char quote) {
            StringBuilder inside = new StringBuilder();
            for (int i = at + 1; i < sql.length(); i++) {
                char c = sql.charAt(i);
                if (c != quote) {
                    if (c == 0) {
                        throw bad("a NUL", i);
                    }
                    inside.append(c);
                } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                    inside.append(sql.charAt(i++));
                } else {
                    add(Kind.QUOTED, inside.toString().toLowerCase(Locale.ROOT), i + 1);
                    return;
                }
            }
            throw bad("a " + quote + " without its end", at);
        }

        private void word(char first) {
            int end = at + 1;
            while (end < sql.length() && isWordPart(sql.charAt(end))) {
                end++;
            }
            boolean number = first >= '0' && first <= '9';
            add(number ? Kind.NUMBER : Kind.WORD, sql.substring(at, end).toLowerCase(Locale.ROOT), end);
        }

        private static boolean isWordPart(char c) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c >= 0x80 && c != '\ufeff';
        }

        private void add(Kind kind, String text, int end) {
            tokens.add(new SqlToken(kind, text, at));
            at = end;
        }

        private static QueryException bad(String what, int at) {
            return new QueryException(QueryException.Code.BAD_SQL, "the SQL has " + what + " at character " + (at + 1));
        }
    }
}
