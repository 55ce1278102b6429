package io.tapedeck.query;

import java.util.List;

/**
 * The rows of a statement.
 *
 * @param columns the columns' names, as SQLite gives them; two may be the same
 * @param rows a value a column: null, {@link Long}, {@link Double}, {@link String} or {@code byte[]}
 * @param asOfSeq the statement saw exactly the ticks 1 to this one
 * @param truncated whether there were more rows than were allowed
 */
public record SqlResult(List<String> columns, List<Object[]> rows, long asOfSeq, boolean truncated) {}
