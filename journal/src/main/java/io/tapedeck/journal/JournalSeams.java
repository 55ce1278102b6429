package io.tapedeck.journal;

import java.util.function.UnaryOperator;

/**
 * What tests put in the place of the machine.
 *
 * @param disk forces files
 * @param bootId the kernel's boot id
 * @param log wraps the append log
 */
record JournalSeams(DiskForce disk, String bootId, UnaryOperator<RecordLog> log) {
    static JournalSeams system() {
        return new JournalSeams(DiskForce.SYSTEM, BootId.now(), UnaryOperator.identity());
    }

    JournalSeams withDisk(DiskForce disk) {
        return new JournalSeams(disk, bootId, log);
    }

    JournalSeams withBootId(String bootId) {
        return new JournalSeams(disk, bootId, log);
    }

    JournalSeams withLog(UnaryOperator<RecordLog> log) {
        return new JournalSeams(disk, bootId, log);
    }
}
