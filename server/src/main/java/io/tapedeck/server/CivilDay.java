package io.tapedeck.server;

/**
 * The proleptic Gregorian calendar as arithmetic: days since 1970-01-01 to year, month and day, and back, without an object.
 * Right for every year that 64-bit nanoseconds reach. Stateless; any thread.
 */
final class CivilDay {
    /** Days before the first of each month, in a common year and, 12 places on, in a leap year. */
    private static final int[] BEFORE_MONTH = new int[24];

    private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int DAYS_400_YEARS = 146_097;
    private static final int DAYS_BEFORE_1970 = 719_162; // since 0001-01-01

    static {
        for (int month = 1; month < 12; month++) {
            BEFORE_MONTH[month] = BEFORE_MONTH[month - 1] + MONTH_DAYS[month - 1];
            BEFORE_MONTH[12 + month] = BEFORE_MONTH[month] + (month > 1 ? 1 : 0);
        }
    }

    private CivilDay() {}

    static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    static int daysInMonth(int year, int month) {
        return month == 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1];
    }

    /** Days since the epoch; month from 1, day from 1. */
    static int epochDay(int year, int month, int day) {
        return beforeYear(year) + BEFORE_MONTH[(isLeap(year) ? 11 : -1) + month] + day - 1;
    }

    private static int beforeYear(int year) {
        int past = year - 1;
        return past * 365 + past / 4 - past / 100 + past / 400 - DAYS_BEFORE_1970;
    }

    /** The day as {@code year << 9 | month << 5 | day}. */
    static int packed(int epochDay) {
        int sinceYear1 = epochDay + DAYS_BEFORE_1970;
        int year = (int) (sinceYear1 * 400L / DAYS_400_YEARS) + 1; // right, or one off near a turn of the year
        while (beforeYear(year) > epochDay) {
            year--;
        }
        while (beforeYear(year + 1) <= epochDay) {
            year++;
        }
        int dayOfYear = epochDay - beforeYear(year);
        int table = isLeap(year) ? 12 : 0;
        int month = dayOfYear >> 5; // no month is longer than 32 days: right, or one too low
        if (month < 11 && dayOfYear >= BEFORE_MONTH[table + month + 1]) {
            month++;
        }
        return year << 9 | month + 1 << 5 | dayOfYear - BEFORE_MONTH[table + month] + 1;
    }
}
