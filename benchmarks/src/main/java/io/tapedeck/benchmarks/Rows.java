package io.tapedeck.benchmarks;

import io.tapedeck.benchmarks.ServerQuery.Question;
import java.util.List;

/** All rows of the comparison, in the order in which they run. */
final class Rows {
    private static final long CAPTURE_TICKS = 10_000_000;
    private static final long SERVER_TICKS = 3_000_000;
    private static final long GROWTH_TICKS = 1_000_000;

    /** Of 40 symbols: ten seconds that do not count and two minutes, so that checkpoints fall into them. */
    private static final long TRICKLE_TICKS = 5_200;

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
            query("latest", "the latest tick of each of 20 symbols over HTTP", Question.LATEST, ASKERS),
            latency(),
            readers(),
            growth(),
            trickle());

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
                        Contender.tapedeck("tapedeck-5000-symbols", new TapedeckCapture(5_000, false))
                                .withFlags("-Xmx1g"),
                        Contender.tapedeck("tapedeck-5000-all-columns", new TapedeckCapture(5_000, true))
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

    private static Row latency() {
        return new Row(
                "latency",
                "a million ticks a second, 500 a request: from when a request is due until it is appended, then visible",
                CAPTURE_TICKS,
                "mmap",
                List.of(
                        Contender.tapedeck("tapedeck", new PacedCapture(true)),
                        Contender.tapedeck("tapedeck-journal", new PacedCapture(false)),
                        Contender.tapedeck("mmap", new PacedFile(PacedFile.Way.MAP)),
                        Contender.tapedeck("write", new PacedFile(PacedFile.Way.WRITE))));
    }

    private static Row readers() {
        return new Row(
                "readers",
                "one reader in the process while ticks are captured at full rate, against while nothing is",
                CAPTURE_TICKS,
                "idle",
                List.of(Contender.tapedeck("idle", new Readers(false)), Contender.tapedeck("busy", new Readers(true))));
    }

    private static Row growth() {
        return new Row(
                "growth",
                "start-up and small questions in the process, with 1, 10 and 100 times the ticks on the tape",
                GROWTH_TICKS,
                "once",
                List.of(
                        Contender.tapedeck("once", new Growth(1)),
                        Contender.tapedeck("10-times", new Growth(10)),
                        Contender.tapedeck("100-times", new Growth(100))));
    }

    private static Row trickle() {
        return new Row(
                "trickle",
                "bytes written for 40 symbols of one tick a second, in real time",
                TRICKLE_TICKS,
                "tapedeck",
                List.of(Contender.tapedeck("tapedeck", new Trickle())));
    }
}
