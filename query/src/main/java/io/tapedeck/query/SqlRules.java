package io.tapedeck.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an SQL text of a stranger must be before SQLite sees it: one statement that reads, without what names a file, and without
 * functions whose single call can outlast any deadline, since SQLite looks whether it is to stop only between two calls. The
 * connection itself can write nothing either; this is what says so in words. Stateless; any thread.
 */
final class SqlRules {
    /** How long a text may be. A statement keeps each of its constants in memory, so this bounds that too. */
    static final int MAX_CHARACTERS = 16_384;

    private static final long MAX_EXPANSIONS = 2_000;

    private static final Set<String> CHANGING = Set.of(
            "alter",
            "analyze",
            "attach",
            "begin",
            "commit",
            "create",
            "delete",
            "detach",
            "drop",
            "insert",
            "pragma",
            "reindex",
            "release",
            "replace",
            "rollback",
            "savepoint",
            "update",
            "vacuum");

    /** The time of one call grows with the product of its arguments' lengths, or it holds all its values in memory. */
    private static final Set<String> ENDLESS = Set.of(
            "instr",
            "json_group_array",
            "json_group_object",
            "jsonb_group_array",
            "jsonb_group_object",
            "json_patch",
            "jsonb_patch",
            "ltrim",
            "median",
            "percentile",
            "percentile_cont",
            "percentile_disc",
            "rtrim",
            "trim",
            "unhex");

    /** Files, extensions, and walks through the whole file in one step. */
    private static final Set<String> OUTSIDE = Set.of(
            "dbstat",
            "edit",
            "fsdir",
            "fts3_tokenizer",
            "fts5",
            "load_extension",
            "readfile",
            "rtreecheck",
            "sqlite_dbdata",
            "sqlite_dbpage",
            "sqlite_dbptr",
            "sqlite_stmt",
            "writefile",
            "zipfile");

    private static final Set<String> HARMLESS_PRAGMAS = Set.of(
            "pragma_compile_options",
            "pragma_function_list",
            "pragma_index_info",
            "pragma_index_list",
            "pragma_table_info",
            "pragma_table_list",
            "pragma_table_xinfo");

    private SqlRules() {}

    /**
     * Checks a text.
     *
     * @return the statement without a semicolon at its end
     * @throws QueryException BAD_SQL where it is no statement, SQL_NOT_ALLOWED where it is one that is refused
     */
    static String check(String sql) {
        if (sql.length() > MAX_CHARACTERS) {
            throw new QueryException(
                    QueryException.Code.BAD_SQL,
                    "the SQL has " + sql.length() + " characters: expected at most " + MAX_CHARACTERS);
        }
        List<SqlToken> tokens = SqlToken.of(sql);
        int end = tokens.size();
        while (end > 0 && tokens.get(end - 1).isSymbol(";")) {
            end--;
        }
        String statement =
                end == tokens.size() ? sql : sql.substring(0, tokens.get(end).at());
        tokens = tokens.subList(0, end);
        checkBeginning(tokens);
        for (int i = 0; i < end; i++) {
            checkToken(tokens.get(i), i + 1 < end && tokens.get(i + 1).isSymbol("("));
        }
        checkExpansions(tokens);
        return statement;
    }

    private static void checkBeginning(List<SqlToken> tokens) {
        int first = 0;
        if (isWordAt(tokens, 0, "explain")) {
            first = isWordAt(tokens, 1, "query") && isWordAt(tokens, 2, "plan") ? 3 : 1;
        }
        if (tokens.isEmpty() || first == tokens.size()) {
            throw new QueryException(QueryException.Code.BAD_SQL, "the SQL is empty: give a SELECT");
        }
        if (!isWordAt(tokens, first, "select")
                && !isWordAt(tokens, first, "with")
                && !isWordAt(tokens, first, "values")) {
            throw refused("begins with " + quoted(tokens.get(first))
                    + ": expected SELECT, WITH, VALUES, or EXPLAIN of these");
        }
    }

    private static boolean isWordAt(List<SqlToken> tokens, int at, String word) {
        return at < tokens.size() && tokens.get(at).isWord(word);
    }

    private static void checkToken(SqlToken token, boolean isCall) {
        String text = token.text();
        switch (token.kind()) {
            case SYMBOL -> checkSymbol(token);
            case WORD -> {
                if (CHANGING.contains(text)) {
                    throw refused("has " + quoted(token) + ": here the tape is only read");
                }
            }
            default -> {}
        }
        if (!token.isName()) {
            return;
        }
        if (OUTSIDE.contains(text) || text.startsWith("pragma_") && !HARMLESS_PRAGMAS.contains(text)) {
            throw refused("has " + quoted(token) + ", which is not offered here");
        }
        if (isCall && (ENDLESS.contains(text) || text.equals("replace"))) {
            throw refused("calls " + quoted(token)
                    + ", which is not offered here, for neither its time nor its memory could be bounded");
        }
    }

    private static void checkSymbol(SqlToken token) {
        switch (token.text()) {
            case ";" ->
                throw refused(
                        "has several statements, the second behind character " + token.at() + ": send one at a time");
            case "?", ":", "@", "$", "#" ->
                throw new QueryException(
                        QueryException.Code.BAD_SQL,
                        "the SQL has a parameter, " + token.text() + ", at character " + (token.at() + 1)
                                + ": write the value itself");
            default -> {}
        }
    }

    /**
     * Refuses common table expressions that use each other so often that SQLite would copy them more than so many times: it
     * puts each use in the place of its name before it looks at a clock.
     */
    private static void checkExpansions(List<SqlToken> tokens) {
        Map<String, Long> costs = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!tokens.get(i).isWord("as") || i == 0) {
                continue;
            }
            int body = i + 1;
            while (body < tokens.size() && (isWordAt(tokens, body, "not") || isWordAt(tokens, body, "materialized"))) {
                body++;
            }
            String name = body < tokens.size() && tokens.get(body).isSymbol("(") ? nameBefore(tokens, i) : null;
            if (name != null) {
                costs.merge(name, cost(tokens, body, close(tokens, body), costs), Long::sum);
            }
        }
        if (cost(tokens, 0, tokens.size(), costs) > MAX_EXPANSIONS) {
            throw refused("uses its common table expressions within each other more than " + MAX_EXPANSIONS + " times");
        }
    }

    private static long cost(List<SqlToken> tokens, int from, int to, Map<String, Long> costs) {
        long cost = 1;
        for (SqlToken token : tokens.subList(from, to)) {
            if (token.isName()) {
                cost = Math.min(cost + costs.getOrDefault(token.text(), 0L), MAX_EXPANSIONS + 1);
            }
        }
        return cost;
    }

    /** The name in front of AS, with or without a list of columns between. */
    private static String nameBefore(List<SqlToken> tokens, int as) {
        int at = as - 1;
        if (tokens.get(at).isSymbol(")")) {
            for (int depth = 1; depth > 0 && at > 0; ) {
                at--;
                depth += tokens.get(at).isSymbol(")") ? 1 : tokens.get(at).isSymbol("(") ? -1 : 0;
            }
            at--;
        }
        return at >= 0 && tokens.get(at).isName() ? tokens.get(at).text() : null;
    }

    private static int close(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).isSymbol("(") ? 1 : tokens.get(i).isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    private static String quoted(SqlToken token) {
        return '"' + (token.text().length() > 40 ? token.text().substring(0, 40) + "..." : token.text()) + '"';
    }

    private static QueryException refused(String what) {
        return new QueryException(QueryException.Code.SQL_NOT_ALLOWED, "the SQL " + what);
    }
}
