package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sums of a candle whose ticks have sizes: of the sizes, and of price times size. Sizes are brought to the largest
 * scale seen so far, as prices are in {@link PriceRange}; the product of two such mantissas has 126 bits at most. What does not
 * fit is added exactly and slowly. One thread at a time, but for {@link #copyFrom}, whose source may change meanwhile.
 */
final class TradedSums {
    private final WideSum volume = new WideSum();
    private final WideSum notional = new WideSum();
    private int sizeScale;

    void clear() {
        volume.clear();
        notional.clear();
        sizeScale = 0;
    }

    /**
     * Adds a trade.
     *
     * @param aligned the price's mantissa in {@code rangeScale}, or MISFIT
     * @param rangeScale the scale of the candle's prices
     */
    void add(long price, int priceScale, long aligned, int rangeScale, long size, int scale) {
        long alignedSize = Alignment.raise(size, sizeScale - scale);
        if (aligned == Alignment.MISFIT
                || alignedSize == Alignment.MISFIT
                || notional.scale() != rangeScale + sizeScale) {
            addUnaligned(price, priceScale, aligned, rangeScale, size, scale);
            return;
        }
        add(aligned, alignedSize);
    }

    private void add(long aligned, long alignedSize) {
        volume.add(alignedSize >> 63, alignedSize);
        notional.add(Math.multiplyHigh(aligned, alignedSize), aligned * alignedSize);
    }

    private void addUnaligned(long price, int priceScale, long aligned, int rangeScale, long size, int scale) {
        // A sum read back from the tape may have a larger scale than the prices and sizes read beside it tell of.
        int told = rangeScale < 0 ? 0 : Math.min(Alignment.MAX_SCALE, notional.scale() - rangeScale);
        raiseSizeScale(Math.max(scale, told));
        long alignedSize = Alignment.raise(size, sizeScale - scale);
        if (aligned != Alignment.MISFIT && alignedSize != Alignment.MISFIT) {
            notional.scaleTo(rangeScale + sizeScale);
            if (notional.scale() == rangeScale + sizeScale) {
                add(aligned, alignedSize);
                return;
            }
        }
        BigDecimal exact = BigDecimal.valueOf(size, scale);
        volume.add(exact);
        notional.add(BigDecimal.valueOf(price, priceScale).multiply(exact));
    }

    void merge(TradedSums other) {
        raiseSizeScale(other.sizeScale);
        volume.add(other.volume);
        notional.add(other.notional);
    }

    /** Sets both sums, as a tape holds them. */
    void set(BigInteger volumeNumber, int volumeScale, BigInteger notionalNumber, int notionalScale) {
        volume.set(volumeNumber, volumeScale);
        notional.set(notionalNumber, notionalScale);
        sizeScale = volumeScale;
    }

    void copyFrom(TradedSums other) {
        volume.copyFrom(other.volume);
        notional.copyFrom(other.notional);
        sizeScale = other.sizeScale;
    }

    BigDecimal volume() {
        return volume.value();
    }

    BigDecimal notional() {
        return notional.value();
    }

    private void raiseSizeScale(int scale) {
        if (scale > sizeScale) {
            sizeScale = scale;
            volume.scaleTo(scale);
        }
    }
}
