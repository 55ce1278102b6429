package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import io.tapedeck.query.Page;
import io.tapedeck.query.QueryConfig;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.QueryException;
import io.tapedeck.query.TickQuery;
import io.tapedeck.writer.TickRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/**
 * A directory's tape, read beside whoever owns it, or where nobody does, and then without a trace: SQLite would leave a WAL
 * and its index beside a tape that was closed in order. Where an owner starts meanwhile, what was just read is read again in
 * the ordinary way. It owns its engine. One thread at a time.
 */
final class ReplayTape implements TapeReplay.Ticks, AutoCloseable {
    private static final QueryConfig CONFIG =
            new QueryConfig(1, 1, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final Path file;
    private QueryEngine engine;
    private Look still; // how the file was when it stood still; null once somebody has it open

    /** What of a file changes when it is written to. */
    private record Look(long bytes, FileTime modified) {}

    private ReplayTape(Path file) {
        this.file = file;
        still = look();
        engine = still == null ? QueryEngine.openTape(file, CONFIG) : QueryEngine.openStill(file, CONFIG);
    }

    static ReplayTape open(Path file) {
        return new ReplayTape(file);
    }

    /** How the file is; null where somebody has it open, or had it so and did not close it in order. */
    private Look look() {
        try {
            return Files.exists(file.resolveSibling(file.getFileName() + "-wal"))
                    ? null
                    : new Look(Files.size(file), Files.getLastModifiedTime(file));
        } catch (IOException e) {
            return null; // opening it tells what is wrong
        }
    }

    QueryEngine engine() {
        return engine;
    }

    @Override
    public Page read(TickQuery query, Deadline deadline, TickRows into) {
        if (still != null) {
            Page page = readStill(query, deadline, into);
            if (page != null) {
                return page;
            }
            engine.close();
            still = null;
            engine = QueryEngine.openTape(file, CONFIG);
        }
        into.clear();
        return engine.ticks(query, deadline, into::add);
    }

    /** A page, or null where somebody has opened the file since. */
    private Page readStill(TickQuery query, Deadline deadline, TickRows into) {
        into.clear();
        try {
            Page page = engine.ticks(query, deadline, into::add);
            return still.equals(look()) ? page : null;
        } catch (QueryException e) {
            if (still.equals(look())) {
                throw e;
            }
            return null;
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
