/**
 * The tick model and the journal: exact decimals, tick rows, requests, the ring in front of the journal, and the append
 * log itself with its readers. No type of Chronicle Queue or of the Disruptor shows in what is public here.
 */
package io.tapedeck.journal;
