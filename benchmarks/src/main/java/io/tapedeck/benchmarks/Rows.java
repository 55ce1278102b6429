package io.tapedeck.benchmarks;

import io.tapedeck.benchmarks.ServerQuery.Question;
import java.util.List;

/** All rows of the comparison, in the order in which they run. */
final class Rows {
    private static final long CAPTURE_TICKS = 10_000_000;
    private static final long SERVER_TICKS = 3_000_000;
    private static final int ASKERS = 4;

    private static final Store CSV = new TapedeckStore(TickBody.Form.CSV);
    private static final Store NDJSON = new TapedeckStore(TickBody.Form.NDJSON);
    private static final Store QUESTDB = new QuestDbStore();

    static final List<Row> ALL = List.of(
            capture(),
            append(),
            ingest(),
            query("export", "CSV of one symbol's ticks over HTTP, one connection", Question.EXPORT, 1),
            query(
                    "candles",
                    "one symbol's 1-minute candles over the whole range over HTTP, all ticks within minutes",
                    Question.CANDLES,
                    ASKERS),
            query("candles-of-day", "the same, the ticks spread over a day", Question.CANDLES_OF_DAY, ASKERS),
            query("latest", "the latest tick of each of 20 symbols over HTTP", Question.LATEST, ASKERS));

    private Rows() {}

    static Row named(String name) {
        return ALL.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BenchmarkException(
                        BenchmarkException.Code.USAGE,
                        "there is no row " + name + ": expected one of "
                                + ALL.stream().map(Row::name).toList()));
    }

    private static Row capture() {
        return new Row(
                "capture",
                "ticks into one process until a query sees the last, one thread that captures",
                CAPTURE_TICKS,
                "questdb",
                List.of(
                        Contender.tapedeck("tapedeck", new TapedeckCapture(20, false)),
                        Contender.tapedeck("tapedeck-all-columns", new TapedeckCapture(20, true)),
                        Contender.tapedeck("tapedeck-256m", new TapedeckCapture(20, true))
                                .withFlags("-Xmx256m"),
                        Contender.tapedeck("tapedeck-128m", new TapedeckCapture(20, true))
                                .withFlags("-Xmx128m"),
                        Contender.tapedeck("tapedeck-5000-symbols", new TapedeckCapture(5_000, true))
                                .withFlags("-Xmx1g"),
                        Contender.peer("questdb", new QuestDbCapture(20, true)),
                        Contender.peer("questdb-applied-behind", new QuestDbCapture(20, false)),
                        Contender.peer("duckdb", new DuckDbCapture()),
                        Contender.peer("sqlite-batches", new SqliteBatches()),
                        Contender.peer("sqlite-five-writers", new SqliteTransactions())));
    }

    private static Row append() {
        return new Row(
                "append",
                "ticks through the ring into the journal, against their bytes into Chronicle Queue alone",
                CAPTURE_TICKS,
                "chronicle",
                List.of(
                        Contender.tapedeck("tapedeck", new TapedeckAppend()),
                        Contender.tapedeck("chronicle", new ChronicleAppend())));
    }

    private static Row ingest() {
        return new Row(
                "ingest",
                "ticks over HTTP from one client process until a query sees the last, over one and over two connections",
                SERVER_TICKS,
                "questdb",
                List.of(
                        Contender.tapedeck("tapedeck-csv", new ServerIngest(CSV, 1)),
                        Contender.tapedeck("tapedeck-ndjson", new ServerIngest(NDJSON, 1)),
                        Contender.peer("questdb", new ServerIngest(QUESTDB, 1)),
                        Contender.tapedeck("tapedeck-csv-2", new ServerIngest(CSV, 2)),
                        Contender.tapedeck("tapedeck-ndjson-2", new ServerIngest(NDJSON, 2)),
                        Contender.peer("questdb-2", new ServerIngest(QUESTDB, 2))));
    }

    private static Row query(String name, String about, Question question, int connections) {
        return new Row(
                name,
                about,
                SERVER_TICKS,
                "questdb",
                List.of(
                        Contender.tapedeck("tapedeck", new ServerQuery(CSV, question, connections)),
                        Contender.peer("questdb", new ServerQuery(QUESTDB, question, connections))));
    }
}
