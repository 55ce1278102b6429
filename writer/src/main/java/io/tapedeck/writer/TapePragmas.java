package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The settings of SQLite for each use of a tape, in the order in which they must be made; the driver's own settings come in
 * no order. Nothing is left to a default of the driver's or of the build's.
 */
enum TapePragmas {
    /** The one writer. */
    WRITING(
            "page_size = 4096", // before WAL and the first write; larger pages waste a third on blocks of this size
            "journal_mode = WAL", // readers and the writer never wait for each other
            "synchronous = NORMAL", // no fsync a commit: what a power cut takes off the tape, the journal still has
            "wal_autocheckpoint = 0", // checkpoints have their own thread, so that no commit waits for one
            "journal_size_limit = 67108864", // a WAL that grew is cut to 64 MiB when it is begun anew
            "cache_size = -65536", // 64 MiB: the index pages of thousands of series stay in memory
            "secure_delete = OFF", // freed pages need not be overwritten, nor written to the WAL
            "temp_store = MEMORY", // the writer sorts nothing large, and trusts its own statements
            "mmap_size = 0", // an I/O error in a memory map would end the process
            "busy_timeout = 10"), // a lock is waited for by trying again, while ticks go on into memory

    /** The thread that checkpoints. */
    CHECKPOINTS(
            "synchronous = NORMAL",
            "wal_autocheckpoint = 0",
            "journal_size_limit = 67108864",
            "cache_size = -1024", // it moves pages from the WAL to the file and reads none
            "temp_store = MEMORY",
            "mmap_size = 0",
            "busy_timeout = 100"), // a RESTART or TRUNCATE waits no longer than the reader gate stays closed

    /** Readers. */
    READING(
            "query_only = ON",
            "wal_autocheckpoint = 0", // it may not write, and must not try
            "cache_size = -8192", // the memory map serves most pages
            "temp_store = FILE", // a query of any size is bounded by the disk, not by the process's memory
            "mmap_size = 268435456", // 256 MiB; doubles the rate at which blocks are read
            "busy_timeout = 250"), // in WAL a reader waits only while a crashed process's WAL is recovered

    /** Statements of strangers. */
    STRANGERS(
            "query_only = ON",
            "wal_autocheckpoint = 0",
            "cache_size = -4096", // also what a sort holds in memory before it goes on in a file
            "temp_store = FILE", // so that a sort can be bounded, and never takes this process's memory
            "mmap_size = 268435456",
            "busy_timeout = 250"),

    /** Readers of a file that may be damaged. */
    CHECKING(
            "query_only = ON",
            "wal_autocheckpoint = 0",
            "cache_size = -8192",
            "temp_store = FILE",
            "mmap_size = 0", // a file cut short is then an error, not the end of the process
            "busy_timeout = 5000"); // nobody waits for a check

    /** How long opening waits for a lock, until the settings above hold. */
    static final int OPENING_BUSY_MS = 5000;

    private final List<String> pragmas;

    TapePragmas(String... pragmas) {
        this.pragmas = List.of(pragmas);
    }

    void apply(Connection connection) throws SQLException {
        for (String pragma : pragmas) {
            // A statement each, closed at once: one that still has a row to give would make the next commit fail.
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA " + pragma);
            }
        }
    }
}
