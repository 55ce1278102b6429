package io.tapedeck.writer;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;

/**
 * What SQLite bounds of statements that strangers wrote. The bounds hold for a connection from its opening on, and no
 * statement can lift them. Stateless; any thread.
 */
final class TapeLimits {
    private TapeLimits() {}

    static SQLiteConfig strangers() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        limit(config, Pragma.LIMIT_ATTACHED, 0); // VACUUM INTO writes a file even here, by an ATTACH of its own
        limit(config, Pragma.LIMIT_LENGTH, 400_000); // a block's ids can have 330 KB, and a value should have no more
        limit(config, Pragma.LIMIT_SQL_LENGTH, 100_000); // the views' own text counts too
        limit(config, Pragma.LIMIT_COLUMN, 200);
        limit(config, Pragma.LIMIT_EXPR_DEPTH, 200);
        limit(config, Pragma.LIMIT_COMPOUND_SELECT, 50);
        limit(config, Pragma.LIMIT_VDBE_OP, 250_000);
        limit(config, Pragma.LIMIT_FUNCTION_ARG, 100);
        limit(config, Pragma.LIMIT_LIKE_PATTERN_LENGTH, 100); // the time of a match grows with the pattern's length too
        limit(config, Pragma.LIMIT_VARIABLE_NUMBER, 1);
        limit(config, Pragma.LIMIT_TRIGGER_DEPTH, 1);
        limit(config, Pragma.LIMIT_WORKER_THREADS, 0);
        return config;
    }

    private static void limit(SQLiteConfig config, Pragma pragma, int value) {
        config.setPragma(pragma, Integer.toString(value));
    }
}
