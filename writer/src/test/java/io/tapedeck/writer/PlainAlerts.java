package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** What fires, computed plainly: one event or tick after the other, each tick looked at for every alert, with BigDecimal alone. */
final class PlainAlerts {
    private static final class Market {
        private Tick trade;
        private Tick quote;

        long newestNanos() {
            return Math.max(
                    trade == null ? Long.MIN_VALUE : trade.tsNanos(), quote == null ? Long.MIN_VALUE : quote.tsNanos());
        }

        BigDecimal price(PriceMark.Kind kind) {
            Tick tick = kind == PriceMark.Kind.TRADE ? trade : quote;
            return tick == null || !tick.has(kind.decimal()) ? null : price(tick, kind);
        }

        static BigDecimal price(Tick tick, PriceMark.Kind kind) {
            return BigDecimal.valueOf(tick.mantissa(kind.decimal()), tick.scale(kind.decimal()));
        }
    }

    private static final class Held {
        private String symbol;
        private boolean isLong;
        private BigDecimal quantity = BigDecimal.ZERO;
        private BigDecimal cost = BigDecimal.ZERO;
        private BigDecimal realised = BigDecimal.ZERO;
        private BigDecimal contractSize;
        private BigDecimal stop;
        private BigDecimal target;
        private PriceMark.Kind kind;
        private long floorNanos;
        private BigDecimal mark;
        private long markNanos;
        private BigDecimal best;

        BigDecimal pnl(BigDecimal price) {
            BigDecimal open = quantity.multiply(price).subtract(cost).multiply(contractSize);
            return realised.add(isLong ? open : open.negate());
        }

        void consider(BigDecimal price) {
            BigDecimal pnl = pnl(price);
            best = best == null ? pnl : best.max(pnl);
        }
    }

    private static final class Waiting {
        private String id;
        private Alert.Type type;
        private String position;
        private String symbol;
        private EventFields set;
        private long floorNanos;
        private boolean armed = true;
        private int side;
        private boolean done;
    }

    private final Map<String, Market> markets = new HashMap<>();
    private final Map<String, Held> positions = new HashMap<>();
    private final Map<String, Waiting> alerts = new LinkedHashMap<>();
    private final TreeSet<String> fired = new TreeSet<>();

    static String text(String alert, long seq, BigDecimal price) {
        return alert + " at " + seq + " with " + price.stripTrailingZeros().toPlainString();
    }

    /** What was noticed of alerts that are still there. */
    TreeSet<String> fired() {
        TreeSet<String> left = new TreeSet<>(fired);
        left.removeIf(text -> !alerts.containsKey(text.substring(0, text.indexOf(' '))));
        return left;
    }

    String symbol(String position) {
        return positions.get(position).symbol;
    }

    private Market market(String symbol) {
        return markets.computeIfAbsent(symbol, name -> new Market());
    }

    void event(int kind, EventFields event) {
        if (kind == StoredEvent.POSITION) {
            position(event);
        } else if (event.text("op").equals("DELETE")) {
            alerts.remove(event.text("id"));
        } else {
            set(event);
        }
    }

    private void position(EventFields event) {
        Held held = positions.computeIfAbsent(event.text("id"), id -> opened(event));
        if (!event.text("op").equals("OPEN") && held.quantity.signum() == 0) {
            return;
        }
        BigDecimal amount = event.decimal("quantity");
        BigDecimal price = event.decimal("price");
        switch (event.text("op")) {
            case "OPEN", "ADD" -> {
                held.quantity = held.quantity.add(amount);
                held.cost = held.cost.add(amount.multiply(price));
            }
            case "REDUCE" -> reduce(held, amount.min(held.quantity), price);
            case "CLOSE" -> reduce(held, held.quantity, price);
            default -> {}
        }
        held.stop = event.has("stop") ? event.decimal("stop") : held.stop;
        held.target = event.has("target") ? event.decimal("target") : held.target;
        if (held.mark != null && held.quantity.signum() > 0) {
            held.consider(held.mark);
        }
    }

    private Held opened(EventFields event) {
        Held held = new Held();
        held.symbol = event.text("symbol");
        held.isLong = event.text("side").equals("LONG");
        held.contractSize = event.decimal("contract_size");
        Market market = market(held.symbol);
        PriceMark.Kind quoted = held.isLong ? PriceMark.Kind.BID : PriceMark.Kind.ASK;
        held.kind = market.price(quoted) == null ? PriceMark.Kind.TRADE : quoted;
        held.mark = market.price(held.kind);
        if (held.mark != null) {
            held.markNanos = (held.kind == quoted ? market.quote : market.trade).tsNanos();
        }
        held.floorNanos = market.newestNanos();
        return held;
    }

    private static void reduce(Held held, BigDecimal out, BigDecimal price) {
        BigDecimal taken = out.compareTo(held.quantity) == 0
                ? held.cost
                : held.cost.multiply(out).divide(held.quantity, 18, RoundingMode.HALF_EVEN);
        BigDecimal won = out.multiply(price).subtract(taken).multiply(held.contractSize);
        held.realised = held.realised.add(held.isLong ? won : won.negate());
        held.quantity = held.quantity.subtract(out);
        held.cost = held.cost.subtract(taken);
    }

    private void set(EventFields event) {
        Waiting alert = new Waiting();
        alert.id = event.text("id");
        alert.type = Alert.Type.valueOf(event.text("type"));
        alert.position = event.text("position");
        alert.symbol = event.text("symbol");
        alert.set = event;
        Market market = market(alert.symbol);
        alert.floorNanos = market.newestNanos();
        if (alert.type == Alert.Type.PRICE) {
            BigDecimal price = market.price(PriceMark.Kind.valueOf(event.text("of")));
            alert.side = price == null ? 0 : price.compareTo(event.decimal("level"));
        }
        alerts.put(alert.id, alert);
    }

    void tick(String symbol, Tick tick) {
        for (Map.Entry<String, Held> entry : positions.entrySet()) {
            if (entry.getValue().symbol.equals(symbol)
                    && entry.getValue().quantity.signum() > 0) {
                mark(entry.getKey(), entry.getValue(), tick);
            }
        }
        for (Waiting alert : alerts.values()) {
            if (alert.type == Alert.Type.PRICE && alert.symbol.equals(symbol)) {
                cross(alert, tick);
            }
        }
        Market market = market(symbol);
        if (tick.isQuote()) {
            market.quote = market.quote == null || tick.tsNanos() >= market.quote.tsNanos() ? tick : market.quote;
        } else {
            market.trade = market.trade == null || tick.tsNanos() >= market.trade.tsNanos() ? tick : market.trade;
        }
    }

    private void mark(String id, Held held, Tick tick) {
        PriceMark.Kind quoted = held.isLong ? PriceMark.Kind.BID : PriceMark.Kind.ASK;
        PriceMark.Kind kind = tick.isQuote() ? quoted : PriceMark.Kind.TRADE;
        if (tick.tsNanos() < held.floorNanos
                || !tick.has(kind.decimal())
                || !tick.isQuote() && held.kind != PriceMark.Kind.TRADE) {
            return;
        }
        if (held.kind != kind) {
            held.kind = kind;
            held.mark = null;
        }
        BigDecimal price = Market.price(tick, kind);
        if (held.mark == null || tick.tsNanos() >= held.markNanos) {
            held.mark = price;
            held.markNanos = tick.tsNanos();
        }
        held.consider(price);
        for (Waiting alert : alerts.values()) {
            if (id.equals(alert.position) && !alert.done && tick.tsNanos() >= alert.floorNanos) {
                boolean there = isThere(alert, held, price);
                if (there && alert.armed) {
                    fire(alert, tick, price);
                }
                alert.armed = !there;
            }
        }
    }

    private static boolean isThere(Waiting alert, Held held, BigDecimal price) {
        return switch (alert.type) {
            case DRAWDOWN -> held.best.subtract(held.pnl(price)).compareTo(alert.set.decimal("amount")) >= 0;
            case STOP -> held.stop != null && (price.compareTo(held.stop) * (held.isLong ? 1 : -1) <= 0);
            default -> held.target != null && (price.compareTo(held.target) * (held.isLong ? 1 : -1) >= 0);
        };
    }

    private void cross(Waiting alert, Tick tick) {
        PriceMark.Kind kind = PriceMark.Kind.valueOf(alert.set.text("of"));
        if (alert.done
                || tick.isQuote() == (kind == PriceMark.Kind.TRADE)
                || !tick.has(kind.decimal())
                || tick.tsNanos() < alert.floorNanos) {
            return;
        }
        BigDecimal price = Market.price(tick, kind);
        int now = price.compareTo(alert.set.decimal("level"));
        String direction = alert.set.text("direction");
        boolean up = alert.side < 0 && now >= 0 && !direction.equals("DOWN");
        boolean down = alert.side > 0 && now <= 0 && !direction.equals("UP");
        alert.side = now;
        if (up || down) {
            fire(alert, tick, price);
        }
    }

    private void fire(Waiting alert, Tick tick, BigDecimal price) {
        fired.add(text(alert.id, tick.seq(), price));
        alert.done = alert.set.number("repeats", 0) == 0;
    }
}
