/** Measures Tapedeck and other stores on the same ticks, in turn, each in a process of its own. No part of the product. */
package io.tapedeck.benchmarks;
