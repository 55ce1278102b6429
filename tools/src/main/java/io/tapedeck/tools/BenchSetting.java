package io.tapedeck.tools;

import java.nio.file.Path;

/**
 * What all stages of a bench share.
 *
 * @param plan how much is done
 * @param workload the trades
 * @param expected what a deck that holds all of them must answer
 * @param directory where the stages make directories of their own
 * @param halt breaks the run off
 */
record BenchSetting(BenchPlan plan, MarketWorkload workload, ExpectedMarket expected, Path directory, Halt halt) {}
