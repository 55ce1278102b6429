package io.tapedeck.server;

import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.SymbolRow;
import io.tapedeck.writer.PriceType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /udf/history}: bars as columns. They are of trades where the symbol has any, else of mids. {@code countback} bars up
 * to {@code to} go before {@code from}, as the protocol has it.
 */
final class UdfHistoryReading extends UdfRoute {
    private static final int CHUNK_BARS = 10_000;
    private static final int MAX_BARS = 50_000;
    private static final long MAX_SECONDS = 7_258_118_400L; // the year 2200

    private final Reading reading;

    UdfHistoryReading(Reading reading) {
        this.reading = reading;
    }

    @Override
    public List<String> parameters() {
        return List.of("symbol", "resolution", "from", "to", "countback", "currencyCode", "unitId");
    }

    @Override
    void udf(Call call) {
        Params params = call.params();
        String resolution = params.text("resolution");
        if (resolution == null) {
            throw new ProblemException(400, "missing_parameter", "resolution is missing: give 1, 60, 1D or 1S");
        }
        long seconds = UdfResolution.seconds(resolution);
        int symbol = reading.oneSymbol(call);
        PriceType price = price(call, symbol);
        long to = nanos(params.number("to", MAX_SECONDS, Long.MIN_VALUE, Long.MAX_VALUE));
        long from = nanos(params.number("from", 0, Long.MIN_VALUE, Long.MAX_VALUE));
        int count = (int) params.number("countback", 0, 0, MAX_BARS);
        List<Candles.Row> bars = count > 0
                ? newest(call, symbol, seconds, price, to, count)
                : range(call, symbol, seconds, price, from, to);
        if (bars.isEmpty()) {
            noData(call, newest(call, symbol, seconds, price, count > 0 ? to : from, 1));
        } else {
            send(call, bars);
        }
    }

    /** Charts ask for times long before there were any, and after. */
    private static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(Math.max(0, Math.min(MAX_SECONDS, seconds)));
    }

    private PriceType price(Call call, int symbol) {
        List<SymbolRow> rows = reading.engine().summaries(new int[] {symbol}, call.deadline());
        return rows.isEmpty() || rows.get(0).trades() > 0 ? PriceType.TRADE : PriceType.MID;
    }

    private Candles read(Call call, int symbol, long seconds, PriceType price, long from, long to, int limit) {
        return reading.engine()
                .candles(
                        new CandleQuery(symbol, seconds, price, from, to, CandleQuery.Fill.NONE, limit, reading.now()),
                        call.deadline());
    }

    private List<Candles.Row> range(Call call, int symbol, long seconds, PriceType price, long from, long to) {
        List<Candles.Row> bars = new ArrayList<>();
        // A bar belongs to the range where its beginning does, so a bar that has begun before is left out.
        long next = ceiling(from, TimeUnit.SECONDS.toNanos(seconds));
        while (next < to && next != Long.MIN_VALUE && bars.size() < MAX_BARS) {
            Candles chunk = read(call, symbol, seconds, price, next, to, Math.min(CHUNK_BARS, MAX_BARS - bars.size()));
            bars.addAll(chunk.rows());
            next = chunk.nextFromNanos();
        }
        return bars;
    }

    private static long ceiling(long nanos, long step) {
        return Math.floorDiv(nanos + step - 1, step) * step;
    }

    /** The last bars up to a time, read backwards a chunk at a time. */
    private List<Candles.Row> newest(Call call, int symbol, long seconds, PriceType price, long to, int count) {
        List<Candles.Row> bars = new ArrayList<>();
        long end = to;
        while (bars.size() < count && end > 0) {
            int limit = Math.min(CHUNK_BARS, count - bars.size());
            List<Candles.Row> chunk = read(call, symbol, seconds, price, Long.MIN_VALUE, end, limit)
                    .rows();
            if (chunk.isEmpty()) {
                break;
            }
            bars.addAll(0, chunk);
            end = chunk.get(0).tsNanos();
        }
        return bars;
    }

    private static void noData(Call call, List<Candles.Row> before) {
        call.json(200, json -> {
            json.writeStartObject();
            json.writeStringProperty("s", "no_data");
            if (!before.isEmpty()) {
                json.writeNumberProperty("nextTime", seconds(before.get(0)));
            }
            json.writeEndObject();
        });
    }

    private static long seconds(Candles.Row bar) {
        return TimeUnit.NANOSECONDS.toSeconds(bar.tsNanos());
    }

    private static void send(Call call, List<Candles.Row> bars) {
        call.json(200, json -> {
            json.writeStartObject();
            json.writeStringProperty("s", "ok");
            json.writeName("t");
            json.writeStartArray();
            bars.forEach(bar -> json.writeNumber(seconds(bar)));
            json.writeEndArray();
            column(json, "o", bars, Candles.Row::open);
            column(json, "h", bars, Candles.Row::high);
            column(json, "l", bars, Candles.Row::low);
            column(json, "c", bars, Candles.Row::close);
            column(json, "v", bars, bar -> bar.volume() == null ? BigDecimal.ZERO : bar.volume());
            json.writeEndObject();
        });
    }

    private static void column(
            JsonGenerator json, String name, List<Candles.Row> bars, Function<Candles.Row, BigDecimal> value) {
        json.writeName(name);
        json.writeStartArray();
        bars.forEach(bar -> json.writeNumber(value.apply(bar)));
        json.writeEndArray();
    }
}
