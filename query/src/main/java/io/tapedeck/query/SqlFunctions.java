package io.tapedeck.query;

import io.tapedeck.writer.Candle;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;

/**
 * What SQL has here besides SQLite's own functions. They belong to one connection and run on the thread of its statement.
 *
 * <ul>
 *   <li>{@code vwap(price, size)}: the mean price weighted by size, as text of 18 significant digits, rounded half-even. Exact for
 *       numbers of up to 15 digits, as which the views' REALs stand for them exactly.
 *   <li>{@code vwap(price_mantissa, price_scale, size_mantissa, size_scale)}: the same, exact for every number. Rows without a
 *       price or a size are left out; NULL where no size is left or they add up to 0.
 *   <li>{@code decimal(mantissa, scale)}: the exact number as text.
 * </ul>
 */
final class SqlFunctions {
    private static final int SQLITE_INTEGER = 1;
    private static final int SQLITE_FLOAT = 2;
    private static final int SQLITE_NULL = 5;
    private static final int ANY_NUMBER = -1;
    private static final int MAX_SCALE = 18;
    private static final long MAX_MANTISSA = 999_999_999_999_999_999L;
    private static final MathContext EXACT_IN_REAL = new MathContext(15, RoundingMode.HALF_EVEN);

    private SqlFunctions() {}

    static void addTo(Connection connection) throws SQLException {
        Function.create(connection, "vwap", new Vwap(), ANY_NUMBER);
        Function.create(connection, "decimal", new Decimal(), 2, Function.FLAG_DETERMINISTIC);
    }

    /** The driver copies it for each group while it has no candle, so that each makes its own. */
    private static final class Vwap extends Function.Aggregate {
        private Candle candle;
        private long rows;

        @Override
        protected void xStep() throws SQLException {
            int args = args();
            if (args != 2 && args != 4) {
                throw new SQLException(
                        "vwap takes (price, size) or (price_mantissa, price_scale, size_mantissa, size_scale)");
            }
            if (candle == null) {
                candle = new Candle();
            }
            for (int i = 0; i < args; i++) {
                if (value_type(i) == SQLITE_NULL) {
                    return;
                }
            }
            if (args == 4) {
                add(whole(0), scale(1), whole(2), scale(3));
                return;
            }
            BigDecimal price = number(0);
            BigDecimal size = number(1);
            add(
                    price.unscaledValue().longValueExact(),
                    price.scale(),
                    size.unscaledValue().longValueExact(),
                    size.scale());
        }

        private void add(long price, int priceScale, long size, int sizeScale) {
            candle.add(rows, rows, price, priceScale, size, sizeScale);
            rows++;
        }

        private long whole(int arg) throws SQLException {
            long value = value_type(arg) == SQLITE_INTEGER ? value_long(arg) : Long.MAX_VALUE;
            if (value > MAX_MANTISSA || value < -MAX_MANTISSA) {
                throw new SQLException("vwap: argument " + (arg + 1) + " is no whole number of up to 18 digits");
            }
            return value;
        }

        private int scale(int arg) throws SQLException {
            long value = value_type(arg) == SQLITE_INTEGER ? value_long(arg) : -1;
            if (value < 0 || value > MAX_SCALE) {
                throw new SQLException("vwap: argument " + (arg + 1) + " is no scale from 0 to " + MAX_SCALE);
            }
            return (int) value;
        }

        private BigDecimal number(int arg) throws SQLException {
            int type = value_type(arg);
            if (type == SQLITE_INTEGER) {
                return BigDecimal.valueOf(whole(arg));
            }
            double value = type == SQLITE_FLOAT ? value_double(arg) : Double.NaN;
            if (!Double.isNaN(value) && !Double.isInfinite(value)) {
                BigDecimal exact = new BigDecimal(value).round(EXACT_IN_REAL).stripTrailingZeros();
                BigDecimal plain =
                        exact.scale() < 0 && exact.precision() - exact.scale() <= MAX_SCALE ? exact.setScale(0) : exact;
                if (plain.scale() >= 0 && plain.scale() <= MAX_SCALE) {
                    return plain;
                }
            }
            throw new SQLException("vwap: argument " + (arg + 1) + " is no decimal of up to 18 digits and places");
        }

        @Override
        protected void xFinal() throws SQLException {
            BigDecimal vwap = candle == null || rows == 0 ? null : candle.vwap();
            if (vwap == null) {
                result();
            } else {
                result(vwap.toPlainString());
            }
        }
    }

    private static final class Decimal extends Function {
        @Override
        protected void xFunc() throws SQLException {
            if (value_type(0) == SQLITE_NULL || value_type(1) == SQLITE_NULL) {
                result();
                return;
            }
            long scale = value_type(0) == SQLITE_INTEGER && value_type(1) == SQLITE_INTEGER ? value_long(1) : -1;
            if (scale < 0 || scale > MAX_SCALE) {
                throw new SQLException(
                        "decimal takes (mantissa, scale): two whole numbers, the scale from 0 to " + MAX_SCALE);
            }
            BigDecimal value = BigDecimal.valueOf(value_long(0), (int) scale);
            result(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
        }
    }
}
