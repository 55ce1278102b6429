package io.tapedeck.query;

/** The primary result codes of SQLite that mean something to us; never change. */
final class SqliteCode {
    static final int BUSY = 5;
    static final int LOCKED = 6;
    static final int NOMEM = 7;
    static final int INTERRUPT = 9;
    static final int IOERR = 10;
    static final int CORRUPT = 11;
    static final int FULL = 13;
    static final int CANTOPEN = 14;
    static final int TOOBIG = 18;
    static final int NOTADB = 26;

    private SqliteCode() {}
}
