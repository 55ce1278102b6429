package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is to be done to make a damaged journal whole: see {@link Salvage}. One thread at a time; to be applied once, by the
 * owner of the data directory, before the journal is opened.
 */
public final class SalvagePlan {
    private final Path directory;
    private final DiskForce disk;
    private final SalvagePlanner planner;
    private final String bootId;

    SalvagePlan(Path directory, DiskForce disk, String bootId, SalvagePlanner planner) {
        this.directory = directory;
        this.disk = disk;
        this.bootId = bootId;
        this.planner = planner;
    }

    /**
     * Whether there is nothing to do.
     *
     * @return true for a journal without damage
     */
    public boolean isEmpty() {
        return planner.damages().isEmpty() && planner.files().stream().allMatch(FilePlan::isLeftAlone);
    }

    /**
     * What is damaged.
     *
     * @return the places, in the order of the journal
     */
    public List<Damage> damages() {
        return List.copyOf(planner.damages());
    }

    /**
     * What will be lost for good.
     *
     * @return the losses, in the order of the journal
     */
    public List<Loss> losses() {
        return planner.damages().stream()
                .filter(damage -> damage.records() > 0 || damage.ticks() > 0 || damage.kind() == DamageKind.TORN_TAIL)
                .map(Loss::of)
                .toList();
    }

    /**
     * What will be done, for people.
     *
     * @return a line for each step
     */
    public List<String> steps() {
        List<String> steps = new ArrayList<>();
        if (raisesNumbers()) {
            steps.add("go on with numbers above " + (nextCeiling().floorSeq() - 1)
                    + ", so that none which was given is given again");
        }
        for (FilePlan file : changed()) {
            if (file.isDamaged()) {
                steps.add("keep " + file.file() + " in quarantine");
            }
            steps.add(file.words());
        }
        if (!isEmpty()) {
            steps.add("make Chronicle Queue's table " + table() + " anew");
        }
        return steps;
    }

    /**
     * Does it. When the process dies meanwhile, the next plan has what is left to do.
     *
     * @return what was lost and what was done
     * @throws JournalException DISK_FULL or IO
     */
    public LossReport apply() {
        List<Path> quarantined = new ArrayList<>();
        List<String> repairs = steps();
        try {
            FileRewrite rewrite = new FileRewrite(directory, disk, planner.symbols());
            rewrite.deleteFresh();
            if (!isEmpty()) {
                if (raisesNumbers()) {
                    new CeilingFile(directory, disk).write(nextCeiling());
                }
                Quarantine quarantine = new Quarantine(directory, disk);
                for (FilePlan file : changed()) {
                    if (file.isDamaged()) {
                        quarantined.add(quarantine.keep(file.file()));
                    }
                    rewrite.run(file);
                }
                makeTable();
            }
        } catch (IOException e) {
            if (DiskSpace.isShort(e, directory)) {
                throw DiskRoom.full(directory, e);
            }
            throw new JournalException(Code.IO, "journal " + directory + " cannot be salvaged: " + e, e);
        }
        return new LossReport(losses(), repairs, quarantined);
    }

    /**
     * The files to change in such an order that what stands for the records of a file is on disk before the file goes: those
     * without a good record last.
     */
    private List<FilePlan> changed() {
        List<FilePlan> changed = new ArrayList<>();
        planner.files().stream()
                .filter(file -> !file.isLeftAlone() && !file.isWithoutRecords())
                .forEach(changed::add);
        planner.files().stream()
                .filter(file -> !file.isLeftAlone() && file.isWithoutRecords())
                .forEach(changed::add);
        return changed;
    }

    private boolean raisesNumbers() {
        return planner.tailIsTorn() || planner.damages().stream().anyMatch(d -> d.kind() == DamageKind.CEILING);
    }

    /** A ceiling whose floor is above all numbers that may have been given; the journal's next start declares the gap. */
    private Ceiling nextCeiling() {
        Optional<Ceiling> found = new CeilingFile(directory, disk).read();
        UUID id = planner.id().or(() -> found.map(Ceiling::journalId)).orElseGet(UUID::randomUUID);
        long given = Math.max(
                found.map(Ceiling::ceilingSeq).orElse(planner.lastSeq() + SeqCeiling.RESERVE), planner.lastSeq());
        long floor = Math.max(given + 1, found.map(Ceiling::floorSeq).orElse(1L));
        if (found.isPresent() && found.get().isDamagePending(planner.lastSeq())) {
            floor = found.get().floorSeq(); // raised by a salvage that died; nothing was given since
        }
        String boot = found.map(Ceiling::bootId).orElse(bootId);
        return new Ceiling(id, floor - 1 + SeqCeiling.RESERVE, floor, boot, false, true);
    }

    private Path table() {
        return directory.resolve("metadata.cq4t");
    }

    /** Chronicle's own table may be torn as well, and knows nothing of files that came and went. */
    private void makeTable() throws IOException {
        Files.deleteIfExists(table());
        List<Path> files = JournalFiles.list(directory);
        if (!files.isEmpty() && UnreadyFile.delete(files.get(files.size() - 1))) {
            files = JournalFiles.list(directory);
        }
        if (!files.isEmpty()) {
            JournalClock clock = new JournalClock(JournalFiles.cycle(files.get(files.size() - 1)));
            ChronicleLog.open(directory, clock, new DiskRoom(DiskWrite.SYSTEM)).close();
            disk.force(table());
        }
        disk.force(directory);
    }
}
