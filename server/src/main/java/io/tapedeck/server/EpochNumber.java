package io.tapedeck.server;

import io.tapedeck.journal.Decimal;

/**
 * Reads an epoch number whose unit its magnitude tells: below 10^11 seconds, below 10^14 milliseconds, below 10^17
 * microseconds, else nanoseconds. Sign, decimal fraction and exponent are understood, and nothing is rounded: a number finer
 * than a nanosecond is refused. Makes no object. Stateless; any thread; throws BAD_VALUE.
 */
final class EpochNumber {
    private EpochNumber() {}

    static boolean looksLikeOne(byte[] ascii, int offset, int length) {
        byte first = ascii[offset];
        int digits = offset + (first == '-' || first == '+' || first == '.' ? 1 : 0);
        if (digits >= offset + length || ascii[digits] < '0' || ascii[digits] > '9') {
            return false;
        }
        for (int i = digits; i < offset + length; i++) {
            byte c = ascii[i];
            if (c == '-' || c == ':' || c == 'T') {
                return i > digits && (ascii[i - 1] | 0x20) == 'e'; // the minus of an exponent, not of a date
            }
        }
        return true;
    }

    static long parse(byte[] ascii, int offset, int length) {
        int end = offset + length;
        int at = ascii[offset] == '+' ? offset + 1 : offset;
        if (ascii[at] == '-') {
            throw Times.refused("is before 1970", ascii, offset, length);
        }
        long value = 0; // the digits up to the last that is not 0
        int kept = 0; // their number
        int pending = 0; // zeros behind it
        int exponent = 0; // of the last digit that is not 0
        int places = -1; // digits behind the point; -1 before it
        for (; at < end; at++) {
            int digit = ascii[at] - '0';
            if (digit == '.' - '0' && places < 0) {
                places = 0;
                continue;
            }
            if (digit < 0 || digit > 9) {
                break;
            }
            places += places >= 0 ? 1 : 0;
            if (digit == 0) {
                pending += value == 0 ? 0 : 1;
                exponent += value == 0 || places >= 0 ? 0 : 1;
                continue;
            }
            kept += pending + 1;
            if (kept > 19 || kept == 19 && value * Decimal.power(pending) > 900_000_000_000_000_000L) {
                throw Times.refused("has more digits than nanoseconds need", ascii, offset, length);
            }
            value = value * Decimal.power(pending) * 10 + digit;
            pending = 0;
            exponent = places > 0 ? -places : 0;
        }
        if (at < end) {
            exponent += exponentPart(ascii, offset, length, at);
        }
        return value == 0 ? 0 : nanos(value, kept, exponent, ascii, offset, length);
    }

    private static int exponentPart(byte[] ascii, int offset, int length, int start) {
        int end = offset + length;
        int at = start + 1;
        boolean negative = at < end && ascii[at] == '-';
        at += negative || at < end && ascii[at] == '+' ? 1 : 0;
        if ((ascii[start] | 0x20) != 'e' || at == end || end - at > 4) {
            throw Times.unreadable(ascii, offset, length);
        }
        int value = 0;
        for (; at < end; at++) {
            int digit = ascii[at] - '0';
            if (digit < 0 || digit > 9) {
                throw Times.unreadable(ascii, offset, length);
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static long nanos(long value, int digits, int exponent, byte[] ascii, int offset, int length) {
        int magnitude = digits + exponent; // the number is below 10^magnitude, and not below a tenth of that
        int unit = magnitude <= 11 ? 9 : magnitude <= 14 ? 6 : magnitude <= 17 ? 3 : 0;
        int shift = exponent + unit;
        if (shift < 0) {
            throw Times.refused("is finer than a nanosecond", ascii, offset, length);
        }
        if (digits + shift > 19 || digits + shift == 19 && value > Times.END_NANOS / Decimal.power(shift)) {
            throw beyond(value, exponent, unit, ascii, offset, length);
        }
        long nanos = value * Decimal.power(shift);
        if (nanos >= Times.END_NANOS) {
            throw beyond(value, exponent, unit, ascii, offset, length);
        }
        return nanos;
    }

    private static RuntimeException beyond(long value, int exponent, int unit, byte[] ascii, int offset, int length) {
        String name = unit == 9 ? "seconds" : unit == 6 ? "milliseconds" : unit == 3 ? "microseconds" : "nanoseconds";
        double years = value * Math.pow(10, exponent + unit) / 31_556_952e9;
        String year = years < 1e6 ? "the year " + (1970 + (long) years) : "beyond every year";
        return Times.refused(
                "read as " + name + " by its magnitude is " + year + ", outside 1970 to 2200; check its unit",
                ascii,
                offset,
                length);
    }
}
