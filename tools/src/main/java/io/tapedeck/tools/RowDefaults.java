package io.tapedeck.tools;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What rows of a file leave out.
 *
 * @param symbol the symbol, or null
 * @param venue what stands before symbols without a venue, or null
 * @param zone the zone of times that have none, or null
 * @param date the date of times that have none, or null
 */
record RowDefaults(String symbol, String venue, ZoneId zone, LocalDate date) {}
