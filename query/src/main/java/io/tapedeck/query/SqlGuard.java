package io.tapedeck.query;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks after one running statement from a thread beside it, and has SQLite break it off when its time has passed, its client
 * has gone, or its temporary files grow too large. It asks again and again, since SQLite forgets an interruption that comes
 * when nothing runs. Made and closed by the statement's thread.
 */
final class SqlGuard implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private static final long MAX_TEMPORARY_BYTES = 256 << 20;

    /** Why a statement was broken off. */
    enum Reason {
        TIME,
        ABANDONED,
        TEMPORARY_FILES
    }

    private final Statement statement;
    private final Deadline deadline;
    private final BooleanSupplier abandoned;
    private final ScheduledFuture<?> looks;
    private boolean over;
    private volatile Reason reason;

    SqlGuard(ScheduledThreadPoolExecutor thread, Statement statement, Deadline deadline, BooleanSupplier abandoned) {
        this.statement = statement;
        this.deadline = deadline;
        this.abandoned = abandoned;
        this.looks = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        Reason found = reason == null ? reasonNow() : reason;
        if (found != null) {
            reason = found;
            interrupt();
        }
    }

    private Reason reasonNow() {
        if (deadline.remainingNanos() <= 0) {
            return Reason.TIME;
        }
        if (TemporaryBytes.now() > MAX_TEMPORARY_BYTES) {
            return Reason.TEMPORARY_FILES;
        }
        return abandoned.getAsBoolean() ? Reason.ABANDONED : null;
    }

    private synchronized void interrupt() {
        if (!over) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                // asked again at the next look
            }
        }
    }

    /** Why it is to end, or null; whoever reads its rows asks too. */
    Reason reason() {
        return reason == null && deadline.remainingNanos() <= 0 ? Reason.TIME : reason;
    }

    /** What the client is told. */
    static QueryException refusal(Reason reason, Exception cause) {
        return switch (reason) {
            case TIME ->
                new QueryException(
                        QueryException.Code.SQL_TIMEOUT,
                        "the SQL did not end in time: narrow it by symbol, date, block_first_ts and block_last_ts,"
                                + " or give a longer timeout, of up to 10 s",
                        cause);
            case ABANDONED -> new QueryException(QueryException.Code.SQL_TIMEOUT, "the client went away", cause);
            case TEMPORARY_FILES ->
                new QueryException(
                        QueryException.Code.SQL_TOO_LARGE,
                        "the SQL sorts or keeps more than " + (MAX_TEMPORARY_BYTES >> 20)
                                + " MiB: narrow it, or leave out ORDER BY",
                        cause);
        };
    }

    /** After it the statement may be closed: nothing touches it any more. */
    @Override
    public void close() {
        looks.cancel(false);
        synchronized (this) {
            over = true;
        }
    }
}
