package io.tapedeck.server;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Line protocol as one would write it down first, with expressions, strings and maps: what {@link LineBody} has to agree with.
 * It reads one line without line feeds.
 */
final class LineReference {
    private static final String WORD = "(?:\\\\[\\s\\S]|[^,=\\s\\\\]|\\\\$)+";
    private static final String VALUE = "(?:\"(?:\\\\[\\s\\S]|[^\"\\\\])*\"|(?!\")" + WORD + ")";
    private static final Pattern LINE =
            Pattern.compile("(?<measurement>(?:\\\\[\\s\\S]|[^,\\s\\\\]|\\\\$)+)(?<tags>(?:,"
                    + WORD + "=" + WORD
                    + ")*)\\s+(?<fields>" + WORD + "=" + VALUE + "(?:," + WORD + "=" + VALUE + ")*)(?:\\s+(?<time>"
                    + WORD
                    + "))?\\s*");
    private static final Pattern TAG = Pattern.compile(",(" + WORD + ")=(" + WORD + ")");
    private static final Pattern FIELD = Pattern.compile("(" + WORD + ")=(" + VALUE + "),?");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?");

    /** What passes for a value of a field that nobody knows. */
    private static final Pattern ANY_VALUE = Pattern.compile(
            "[-+.]*[0-9](?:[-+.0-9eE]*[0-9.])?|[-+.]*[0-9][-+.0-9eE]*d" + "|[-+]?[0-9]+[iutn]|(?i:nan|t|f|true|false)");

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("amount", "size"),
            Map.entry("qty", "size"),
            Map.entry("trade_id", "id"),
            Map.entry("bid_amount", "bid_size"),
            Map.entry("ask_amount", "ask_size"),
            Map.entry("receipt_timestamp", "recv_ts"),
            Map.entry("symbol", "symbol"),
            Map.entry("price", "price"),
            Map.entry("size", "size"),
            Map.entry("side", "side"),
            Map.entry("id", "id"),
            Map.entry("bid", "bid"),
            Map.entry("ask", "ask"),
            Map.entry("bid_size", "bid_size"),
            Map.entry("ask_size", "ask_size"),
            Map.entry("ts", "ts"),
            Map.entry("recv_ts", "recv_ts"));

    /** The line is bad. */
    private static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Map<String, String> row = new HashMap<>();
    private String exchangeTime;
    private boolean hasReceiptTime;

    private LineReference() {}

    /** The tick of a line, its symbol apart; null where the line holds no point; empty where it is bad. */
    static Result read(String line, long nowNanos) {
        String point = line.replaceFirst("^\\s+", "");
        if (point.isEmpty() || point.startsWith("#")) {
            return new Result(false, null, null);
        }
        try {
            return new LineReference().point(point, nowNanos);
        } catch (Bad | JournalException e) {
            return new Result(true, null, null);
        }
    }

    /**
     * What became of a line.
     *
     * @param bad whether it is to be refused
     * @param symbol the tick's symbol, or null where there is none
     * @param tick the tick, with the symbol's number left at 0
     */
    record Result(boolean bad, String symbol, Tick tick) {}

    private Result point(String line, long nowNanos) throws Bad {
        Matcher point = LINE.matcher(line);
        if (!point.matches()) {
            throw new Bad();
        }
        for (Matcher tag = TAG.matcher(point.group("tags")); tag.find(); ) {
            put(unescape(tag.group(1), ",= "), unescape(tag.group(2), ",= "));
        }
        Matcher field = FIELD.matcher(point.group("fields"));
        while (field.find()) {
            putField(unescape(field.group(1), ",= "), field.group(2));
        }
        if (hasReceiptTime && exchangeTime != null) {
            claim("ts", exchangeTime);
        } else if (point.group("time") != null) {
            claim("ts", lineTime(unescape(point.group("time"), ",= ")));
        }
        return new Result(false, symbol(unescape(point.group("measurement"), ",= ")), tick(nowNanos));
    }

    private static String unescape(String text, String separators) {
        return text.replaceAll("\\\\([\\\\" + separators + "\\r])", "$1");
    }

    private void put(String name, String value) throws Bad {
        if (name.equals("timestamp")) {
            exchangeTime = value;
        } else if (NAMES.containsKey(name)
                && !((NAMES.get(name).equals("id") || name.equals("side")) && value.equals("None"))) {
            claim(NAMES.get(name), value);
            hasReceiptTime |= name.equals("receipt_timestamp");
        }
    }

    private void claim(String name, String value) throws Bad {
        if (row.put(name, value) != null) {
            throw new Bad();
        }
    }

    private void putField(String name, String written) throws Bad {
        if (written.startsWith("\"")) {
            put(name, unescape(written.substring(1, written.length() - 1), "\""));
            return;
        }
        String value = unescape(written, ",= ");
        if (!ANY_VALUE.matcher(value).matches()) {
            throw new Bad();
        }
        if (value.equalsIgnoreCase("nan") && !name.equals("timestamp")) {
            return;
        }
        String known = NAMES.get(name);
        if (known == null) {
            put(name, value);
        } else if (known.equals("id")) {
            put(name, checked(value.replaceAll("[iu]$", ""), "[0-9]+"));
        } else if (known.endsWith("ts")) {
            String digits = value.substring(0, value.length() - 1);
            put(
                    name,
                    value.endsWith("t") || value.endsWith("n")
                            ? inNanos(checked(digits, "[0-9]+"), value.endsWith("t") ? 1000 : 1)
                            : checked(value.replaceAll("[iu]$", ""), "[^dtfTF]+"));
        } else if (known.equals("symbol") || known.equals("side")) {
            throw new Bad();
        } else {
            put(name, value.replaceAll("[iud]$", ""));
        }
    }

    private static String checked(String value, String form) throws Bad {
        if (!value.matches(form)) {
            throw new Bad();
        }
        return value;
    }

    private static String lineTime(String text) throws Bad {
        checked(text, "[0-9]+[tn]?");
        return inNanos(text.replaceAll("[tn]$", ""), text.endsWith("t") ? 1000 : 1);
    }

    /** In a form whose unit is not told by its magnitude. */
    private static String inNanos(String digits, long unitNanos) throws Bad {
        BigInteger nanos = new BigInteger(digits).multiply(BigInteger.valueOf(unitNanos));
        if (nanos.compareTo(BigInteger.valueOf(Times.END_NANOS)) >= 0) {
            throw new Bad();
        }
        return "ns " + nanos;
    }

    private static long nanos(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return text.startsWith("ns ") ? Long.parseLong(text.substring(3)) : Times.parse(utf8, 0, utf8.length, null);
    }

    private String symbol(String measurement) throws Bad {
        String symbol = row.get("symbol");
        Matcher venue = Pattern.compile("(?i:trades?|quotes?|ticks?|ticker)-([\\s\\S]+)")
                .matcher(measurement);
        if (symbol == null) {
            throw new Bad();
        }
        String whole = venue.matches() && !symbol.contains(":") ? venue.group(1) + ":" + symbol : symbol;
        byte[] utf8 = whole.getBytes(StandardCharsets.UTF_8);
        SymbolRegistry.check(utf8, 0, utf8.length);
        return whole;
    }

    private Tick tick(long nowNanos) throws Bad {
        boolean trade = row.containsKey("price");
        boolean quote = row.containsKey("bid") || row.containsKey("ask");
        boolean ofTrade = trade || row.containsKey("size") || row.containsKey("side") || row.containsKey("id");
        boolean ofQuote = quote || row.containsKey("bid_size") || row.containsKey("ask_size");
        if (trade == quote || ofTrade && ofQuote) {
            throw new Bad();
        }
        long tsNanos = row.containsKey("ts") ? nanos(row.get("ts")) : nowNanos;
        long recvTsNanos = row.containsKey("recv_ts") ? nanos(row.get("recv_ts")) : nowNanos;
        if (Math.max(tsNanos, recvTsNanos) - nowNanos > RowDefaults.MAX_FUTURE_NANOS) {
            throw new Bad();
        }
        Tick tick = new Tick()
                .start(0, trade ? TickKind.TRADE : TickKind.QUOTE, tsNanos)
                .recvTs(recvTsNanos);
        decimal(tick, 0, trade ? "price" : "bid", false);
        decimal(tick, 1, trade ? "size" : "bid_size", true);
        decimal(tick, 2, "ask", false);
        decimal(tick, 3, "ask_size", true);
        if (trade) {
            tick.side(side(row.get("side"))).id(row.get("id"));
        }
        return tick;
    }

    private void decimal(Tick tick, int place, String name, boolean isSize) throws Bad {
        String text = row.get(name);
        if (text != null) {
            BigDecimal value = Decimal.canonical(new BigDecimal(checked(text, NUMBER.pattern())));
            if (isSize && value.signum() < 0) {
                throw new Bad();
            }
            tick.decimal(place, value.unscaledValue().longValueExact(), value.scale());
        }
    }

    private static Side side(String text) throws Bad {
        return text == null ? null : checked(text, "(?i:buy|b|sell|s)").matches("(?i:b.*)") ? Side.BUY : Side.SELL;
    }
}
