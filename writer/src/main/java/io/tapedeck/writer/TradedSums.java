package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The exact sums of a candle whose ticks have sizes: of the sizes, and of price times size. Sizes are brought to the largest
 * scale seen so far, as prices are in {@link PriceRange}; the product of two such mantissas has 126 bits at most. What does not
 * fit is added exactly and slowly. One thread at a time, but for {@link #copySums}, whose source may change meanwhile.
 */
abstract class TradedSums extends PriceRange {
    // Null until the first tick with a size: quotes have none, and are three quarters of all candles.
    private WideSum volume;
    private WideSum notional;
    private int sizeScale;

    final void clearSums() {
        if (volume != null) {
            volume.clear();
            notional.clear();
        }
        sizeScale = 0;
    }

    /** Adds a trade, whose price's mantissa in the range's scale is {@code aligned}, or MISFIT. */
    final void addTraded(long price, int priceScale, long aligned, long size, int scale) {
        long alignedSize = Alignment.raise(size, sizeScale - scale);
        WideSum products = notional;
        if (aligned == Alignment.MISFIT
                || alignedSize == Alignment.MISFIT
                || products == null
                || products.scale() != rangeScale() + sizeScale) {
            addUnaligned(price, priceScale, aligned, size, scale);
            return;
        }
        addAligned(aligned, alignedSize);
    }

    /** Whether prices in {@link #rangeScale} and sizes in {@link #sizeScale} add up without a further question. */
    final boolean hasAlignedSums() {
        return notional != null && rangeScale() >= 0 && notional.scale() == rangeScale() + sizeScale;
    }

    /** The scale that sizes are brought to. */
    final int sizeScale() {
        return sizeScale;
    }

    /** Adds the sums of some trades, of their sizes and of their products, a number of 128 bits; see {@link #hasAlignedSums}. */
    final void addSums(long sizes, long productsUpper, long productsLower) {
        volume.add(sizes >> 63, sizes);
        notional.add(productsUpper, productsLower);
    }

    private void addAligned(long aligned, long alignedSize) {
        addSums(alignedSize, Math.multiplyHigh(aligned, alignedSize), aligned * alignedSize);
    }

    private void addUnaligned(long price, int priceScale, long aligned, long size, int scale) {
        haveSums();
        int rangeScale = rangeScale();
        // A sum read back from the tape may have a larger scale than the prices and sizes read beside it tell of.
        int told = rangeScale < 0 ? 0 : Math.min(Alignment.MAX_SCALE, notional.scale() - rangeScale);
        raiseSizeScale(Math.max(scale, told));
        long alignedSize = Alignment.raise(size, sizeScale - scale);
        if (aligned != Alignment.MISFIT && alignedSize != Alignment.MISFIT) {
            notional.scaleTo(rangeScale + sizeScale);
            if (notional.scale() == rangeScale + sizeScale) {
                addAligned(aligned, alignedSize);
                return;
            }
        }
        BigDecimal exact = BigDecimal.valueOf(size, scale);
        volume.add(exact);
        notional.add(BigDecimal.valueOf(price, priceScale).multiply(exact));
    }

    final void mergeSums(TradedSums other) {
        if (other.volume != null) {
            haveSums();
            raiseSizeScale(other.sizeScale);
            volume.add(other.volume);
            notional.add(other.notional);
        }
    }

    /** Sets both sums, as a tape holds them. */
    final void setSums(BigInteger volumeNumber, int volumeScale, BigInteger notionalNumber, int notionalScale) {
        haveSums();
        volume.set(volumeNumber, volumeScale);
        notional.set(notionalNumber, notionalScale);
        sizeScale = volumeScale;
    }

    final void copySums(TradedSums other) {
        WideSum otherVolume = other.volume;
        WideSum otherNotional = other.notional;
        if (otherVolume == null || otherNotional == null) {
            clearSums();
            return;
        }
        haveSums();
        volume.copyFrom(otherVolume);
        notional.copyFrom(otherNotional);
        sizeScale = other.sizeScale;
    }

    /** The sum of sizes; where there are any. */
    final BigDecimal volumeSum() {
        return volume.value();
    }

    /** The sum of price times size; where there are any. */
    final BigDecimal notionalSum() {
        return notional.value();
    }

    private void haveSums() {
        if (volume == null) {
            volume = new WideSum();
            notional = new WideSum();
        }
    }

    private void raiseSizeScale(int scale) {
        if (scale > sizeScale) {
            sizeScale = scale;
            volume.scaleTo(scale);
        }
    }
}
