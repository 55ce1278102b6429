package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.util.List;

/**
 * Firings behind a place of the journal, in their order. Immutable; any thread.
 *
 * @param rows the firings, each with its alert
 * @param next the place to go on from
 */
record AlertFirings(List<AlertReport> rows, EventPlace next) {}
