/** The composition root: one data directory opened as a whole, and the HTTP interface in front of it. */
package io.tapedeck.server;
