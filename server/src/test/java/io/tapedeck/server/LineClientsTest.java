package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.WriteApi;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import com.influxdb.client.write.events.WriteErrorEvent;
import com.influxdb.exceptions.InfluxException;
import io.questdb.client.Sender;
import io.questdb.client.cutlass.line.LineSenderException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBException;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.BatchPoints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: who writes to QuestDB or InfluxDB today writes here by another address. Method: their own clients for Java, as their
 * makers publish them, write into a real server; every tick is read back and compared, and a bad line has to come out as the
 * client's usual exception with the line's number.
 */
class LineClientsTest {
    private static final int POINTS = 40_000;
    private static final int MANY_POINTS = 1_000_000;
    private static final int BATCH = 5_000;
    private static final long SEED = 20261123;

    /** What Influx's client logs of the errors that it is given here on purpose; kept, or it would be made anew and loud. */
    private static final Logger INFLUX_LOG = Logger.getLogger("com.influxdb");

    @TempDir
    Path data;

    private Tapedeck deck;
    private HttpServer server;
    private URI address;

    @BeforeAll
    static void quieten() {
        INFLUX_LOG.setLevel(Level.OFF);
    }

    @BeforeEach
    void start() {
        deck = Tapedeck.open(DeckFixture.config(data));
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 64 << 20));
        address = server.address();
    }

    @AfterEach
    void stop() {
        server.close();
        deck.close();
    }

    private Sender questDb() {
        return Sender.fromConfig("http::addr=" + address.getAuthority() + ";retry_timeout=0;");
    }

    private InfluxDBClient influx() {
        return InfluxDBClientFactory.create(address.toString(), "a token".toCharArray(), "org", "bucket");
    }

    private InfluxDB influx1() {
        return InfluxDBFactory.connect(address.toString(), "user", "password").setDatabase("ticks");
    }

    @Test
    void questDbsClientWritesAndAllComesBack() throws IOException {
        writeWithQuestDb(POINTS);
    }

    @Test
    @Tag("torture")
    void questDbsClientWritesAMillion() throws IOException {
        writeWithQuestDb(MANY_POINTS);
    }

    private void writeWithQuestDb(int points) throws IOException {
        MadePoints made = new MadePoints(SEED);
        try (Sender sender = questDb()) {
            for (int i = 0; i < points; i++) {
                made.next();
                sender.table("trades")
                        .symbol("symbol", made.symbol)
                        .symbol("side", made.side)
                        .doubleColumn("price", made.price.doubleValue())
                        .doubleColumn("size", made.size.doubleValue())
                        .stringColumn("id", made.id())
                        .at(made.tsNanos(), ChronoUnit.NANOS);
            }
        }
        MadePoints.assertAll(address, SEED, points);
    }

    @Test
    void questDbsClientTellsOfABadLine() {
        Sender sender = questDb();
        for (int i = 0; i < 5; i++) {
            sender.table("trades").symbol("symbol", "A");
            sender.stringColumn("price", i == 2 ? "dear" : "1").atNow();
        }
        LineSenderException refused = catchThrowableOfType(LineSenderException.class, sender::flush);
        assertThat(refused)
                .hasMessageContaining("failed to parse line protocol:errors encountered on line(s):")
                .hasMessageContaining("error in line 3: number \\\"dear\\\" is not a number")
                .hasMessageMatching("(?s).*\\[http-status=400, id: [0-9a-f]{12}-[0-9]+, code: invalid, line: 3]");
        sender.reset();
        sender.table("trades").symbol("symbol", "A").longColumn("price", 1).atNow();
        sender.flush(); // closing alone sends nothing after a refusal
        sender.close();
        assertThat(deck.journal().appendedSeq())
                .as("nothing of the refused request")
                .isEqualTo(1);
    }

    @Test
    void questDbsTimesAndTextsComeBack() throws IOException {
        try (Sender sender = questDb()) {
            sender.table("quotes")
                    .symbol("symbol", "EURUSD")
                    .doubleColumn("bid", 1.0712)
                    .longColumn("bid_size", 1_000_000)
                    .doubleColumn("ask", 1.0713)
                    .doubleColumn("ask_size", Double.NaN)
                    .boolColumn("firm", true)
                    .timestampColumn("recv_ts", DeckFixture.START.plusNanos(123_456_000))
                    .at(DeckFixture.START.plusNanos(123_456_789));
            sender.table("trades")
                    .symbol("symbol", "A")
                    .symbol("id", "a b,c=d\\e\"f")
                    .doubleColumn("price", 1e-7)
                    .at(DeckFixture.START);
        }
        Client client = new Client(address);
        assertThat(client.body("/v1/quotes.csv?time=ns&min_seq=2"))
                .endsWith("1,EURUSD,1795428000123456789,1795428000123456000,1.0712,1000000,1.0713,\n");
        assertThat(client.json("/v1/trades?min_seq=2").path("data").path(0).toString())
                .contains("\"price\":1.0E-7", "\"id\":\"a b,c=d\\\\e\\\"f\"");
    }

    @Test
    void influxsClientWritesAndAllComesBack() throws IOException {
        writeWithInflux(POINTS);
    }

    @Test
    @Tag("torture")
    void influxsClientWritesAMillion() throws IOException {
        writeWithInflux(MANY_POINTS);
    }

    private void writeWithInflux(int points) throws IOException {
        try (InfluxDBClient client = influx().enableGzip()) {
            assertThat(client.ping()).isTrue();
            assertThat(client.version()).isEqualTo(Version.text());
            WriteApiBlocking writer = client.getWriteApiBlocking();
            MadePoints made = new MadePoints(SEED);
            List<Point> batch = new ArrayList<>();
            for (int i = 0; i < points; i++) {
                made.next();
                batch.add(Point.measurement("trades")
                        .addTag("symbol", made.symbol)
                        .addTag("side", made.side)
                        .addField("price", made.price)
                        .addField("size", made.size.doubleValue())
                        .addField("id", made.id())
                        .time(made.tsNanos(), WritePrecision.NS));
                if (batch.size() == BATCH || i == points - 1) {
                    writer.writePoints(batch);
                    batch.clear();
                }
            }
        }
        MadePoints.assertAll(address, SEED, points);
    }

    @Test
    void influxsClientTellsOfABadLine() throws Exception {
        List<String> lines = List.of("trades,symbol=A price=1", "# a comment", "trades,symbol=A prize=1");
        try (InfluxDBClient client = influx()) {
            InfluxException refused = catchThrowableOfType(
                    InfluxException.class, () -> client.getWriteApiBlocking().writeRecords(WritePrecision.MS, lines));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused).hasMessageContaining("error in line 3: ");
            assertThat(refused.errorBody()).containsEntry("code", "invalid").containsEntry("line", 3.0);
            assertThat(refused.headers()).containsEntry("X-Platform-Error-Code", "invalid");

            CompletableFuture<Throwable> told = new CompletableFuture<>();
            try (WriteApi writer = client.makeWriteApi()) {
                writer.listenEvents(WriteErrorEvent.class, event -> told.complete(event.getThrowable()));
                writer.writeRecords(WritePrecision.MS, lines);
            }
            assertThat(told.get(20, TimeUnit.SECONDS)).hasMessageContaining("error in line 3: ");
        }
        assertThat(deck.journal().appendedSeq()).isZero();
    }

    @Test
    void influxsOldClientWritesAndAllComesBack() throws IOException {
        writeWithInflux1(POINTS);
    }

    @Test
    @Tag("torture")
    void influxsOldClientWritesAMillion() throws IOException {
        writeWithInflux1(MANY_POINTS);
    }

    private void writeWithInflux1(int points) throws IOException {
        try (InfluxDB client = influx1()) {
            assertThat(client.ping().isGood()).isTrue();
            MadePoints made = new MadePoints(SEED);
            for (int i = 0; i < points; i += BATCH) {
                BatchPoints batch = BatchPoints.database("ticks").build();
                for (int j = i; j < Math.min(points, i + BATCH); j++) {
                    made.next();
                    batch.point(org.influxdb.dto.Point.measurement("trades")
                            .time(made.tsNanos(), TimeUnit.NANOSECONDS)
                            .tag("symbol", made.symbol)
                            .tag("side", made.side)
                            .addField("price", made.price.doubleValue())
                            .addField("size", made.size.doubleValue())
                            .addField("id", made.id())
                            .build());
                }
                client.write(batch);
            }
        }
        MadePoints.assertAll(address, SEED, points);
    }

    @Test
    void influxsOldClientTellsOfABadLine() {
        try (InfluxDB client = influx1()) {
            assertThatThrownBy(() ->
                            client.write(List.of("t,symbol=A price=1", "t,symbol=A price=1", "t,symbol=A price=x")))
                    .as("the one that it does not send again")
                    .isInstanceOf(InfluxDBException.UnableToParseException.class)
                    .hasMessageContaining("line 3: ");
        }
        assertThat(deck.journal().appendedSeq()).isZero();
    }
}
