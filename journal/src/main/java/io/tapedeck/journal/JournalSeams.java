package io.tapedeck.journal;

import java.util.function.UnaryOperator;

/**
 * What tests put in the place of the machine.
 *
 * @param disk forces files
 * @param write writes what must be allocated
 * @param bootId the kernel's boot id
 * @param log wraps the append log
 */
record JournalSeams(DiskForce disk, DiskWrite write, String bootId, UnaryOperator<RecordLog> log) {
    static JournalSeams system() {
        return new JournalSeams(DiskForce.SYSTEM, DiskWrite.SYSTEM, BootId.now(), UnaryOperator.identity());
    }

    JournalSeams withDisk(DiskForce disk) {
        return new JournalSeams(disk, write, bootId, log);
    }

    JournalSeams withWrite(DiskWrite write) {
        return new JournalSeams(disk, write, bootId, log);
    }

    JournalSeams withBootId(String bootId) {
        return new JournalSeams(disk, write, bootId, log);
    }

    JournalSeams withLog(UnaryOperator<RecordLog> log) {
        return new JournalSeams(disk, write, bootId, log);
    }
}
