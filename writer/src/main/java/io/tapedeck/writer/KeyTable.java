package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The tape's keyed requests. Rows lie in the order of their ticks, so that new ones are appended and those that have served
 * their time are cut off at the beginning; only the narrow index of the keys is met at random. Writing joins the
 * connection's transaction. It owns its prepared statements; one thread at a time, the connection's.
 *
 * <p>Old rows go with the commits that bring new ones, a few more at a time than come in, so that no commit has much to do
 * and the table still comes down to its bound. How old a row is goes by the journal's clock, so that a tape which is built
 * again keeps the same.
 */
public final class KeyTable implements AutoCloseable {
    /** For how long a key is kept, unless there are too many. */
    public static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(24);

    /** How many keys are kept. */
    public static final int KEPT_KEYS = 1_000_000;

    static final String NAME = "request_key";

    private static final String SELECT = "SELECT first_seq, count, key, body, at FROM request_key ";

    /** Selects all, in the order of their ticks; for {@link #read}. */
    static final String ALL = SELECT + "ORDER BY first_seq";

    /** Selects the request of a key, its only parameter; for {@link #read}. */
    public static final String FIND = SELECT + "WHERE key = ?";

    static final String DDL = """
            CREATE TABLE request_key (
              first_seq INTEGER PRIMARY KEY,
              count INTEGER NOT NULL,
              key BLOB NOT NULL UNIQUE,
              body BLOB NOT NULL,
              at INTEGER NOT NULL
            ) STRICT""";

    private static final int BATCH_ROWS = 256;
    private static final int LEAST_PRUNED = 256;
    private static final long UNKNOWN = -1;

    private final Connection connection;
    private final int keptKeys;
    private final PreparedStatement insert;
    private final PreparedStatement oldest;
    private final PreparedStatement delete;
    private long rows =
            UNKNOWN; // at most too many: a key that came twice is counted twice until the tape is opened again
    private long rowsAfterCommit;

    /**
     * Statements over a connection.
     *
     * @param connection a connection to a tape; not closed here
     * @param keptKeys how many keys to keep
     * @throws SQLException as SQLite says
     */
    KeyTable(Connection connection, int keptKeys) throws SQLException {
        this.connection = connection;
        this.keptKeys = keptKeys;
        insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO request_key (first_seq, count, key, body, at) VALUES (?, ?, ?, ?, ?)");
        oldest = connection.prepareStatement("SELECT first_seq, at FROM request_key ORDER BY first_seq LIMIT ?");
        delete = connection.prepareStatement("DELETE FROM request_key WHERE first_seq <= ?");
    }

    /**
     * Reads a request out of a row that {@link #FIND} selected.
     *
     * @param row a result set on a row
     * @return the request
     * @throws SQLException as SQLite says
     * @throws TapeException DAMAGED where a hash has not its length
     */
    public static KeyedRequest read(ResultSet row) throws SQLException {
        return new KeyedRequest(hash(row, 3), hash(row, 4), row.getLong(1), row.getInt(2), row.getLong(5));
    }

    private static RequestHash hash(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        if (bytes.length != RequestHash.BYTES) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "the key of the request at seq " + row.getLong(1) + " has a hash of " + bytes.length
                            + " bytes, expected " + RequestHash.BYTES + ": run verify, then recover");
        }
        return RequestHash.of(bytes, 0);
    }

    /**
     * Writes requests, in the order of their ticks, and takes away a few of the oldest where they are past their time; inside
     * a transaction. {@link #committed} must follow the commit; where there is none, nothing has changed.
     */
    void write(List<KeyedRequest> requests) throws SQLException {
        if (requests.isEmpty()) {
            return;
        }
        if (rows == UNKNOWN) {
            rows = countRows();
        }
        int queued = 0;
        for (KeyedRequest request : requests) {
            queue(request);
            if (++queued % BATCH_ROWS == 0) {
                insert.executeBatch();
            }
        }
        insert.executeBatch();
        rowsAfterCommit = rows + requests.size();
        long now = requests.get(requests.size() - 1).atNanos();
        rowsAfterCommit -= prune(now, Math.max(LEAST_PRUNED, 2 * requests.size()));
    }

    /** Says that the transaction of the last {@link #write} was committed. */
    void committed() {
        if (rows != UNKNOWN) {
            rows = rowsAfterCommit;
        }
    }

    private long countRows() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM request_key")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void queue(KeyedRequest request) throws SQLException {
        insert.setLong(1, request.firstSeq());
        insert.setInt(2, request.count());
        insert.setBytes(3, request.key().bytes());
        insert.setBytes(4, request.body().bytes());
        insert.setLong(5, request.atNanos());
        insert.addBatch();
    }

    /** Takes away up to so many of the oldest rows, as far as they are too old or too many; returns how many. */
    private int prune(long nowNanos, int limit) throws SQLException {
        long tooMany = rowsAfterCommit - keptKeys;
        int taken = 0;
        long last = 0;
        oldest.setInt(1, limit);
        try (ResultSet row = oldest.executeQuery()) {
            while (row.next() && (taken < tooMany || nowNanos - row.getLong(2) > KEPT_NANOS)) {
                last = row.getLong(1);
                taken++;
            }
        }
        if (taken > 0) {
            delete.setLong(1, last);
            delete.executeUpdate();
        }
        return taken;
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                oldest) {
            delete.close();
        }
    }
}
