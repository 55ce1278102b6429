package io.tapedeck.benchmarks;

import io.tapedeck.journal.RawChronicle;

/**
 * Bytes that a journal of the same ticks holds, appended to Chronicle Queue alone in records of the same sizes: no ring, no
 * numbers, no checksums, nothing forced to disk. The journal is made beforehand, uncounted.
 */
record ChronicleAppend() implements Work {
    private static final int SYMBOLS = 20;
    private static final int KEPT_BYTES = 16 << 20;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload = assignment.burst(SYMBOLS);
        TapedeckAppend.append(assignment.warmUpDirectory(), workload);
        RawChronicle.Records records = RawChronicle.read(assignment.warmUpDirectory(), KEPT_BYTES);
        Directories.delete(assignment.warmUpDirectory());
        RawChronicle.append(Directories.make(assignment.warmUpDirectory()), records);
        Directories.delete(assignment.warmUpDirectory());
        Directories.make(assignment.runDirectory());
        StopWatch watch = new StopWatch();
        RawChronicle.append(assignment.runDirectory(), records);
        Figures figures = new Figures()
                .put("ticks_per_second", workload.ticks() / watch.seconds())
                .put("megabytes_per_second", records.bytes() / watch.seconds() / 1e6)
                .put("cpu_ns_per_tick", watch.cpuNanos() / workload.ticks())
                .put("record_bytes", (double) records.bytes() / records.sizes().length);
        BenchmarkException.check(
                "the bytes in Chronicle's files",
                records.bytes(),
                RawChronicle.read(assignment.runDirectory(), KEPT_BYTES).bytes());
        Directories.delete(assignment.runDirectory());
        return figures;
    }
}
