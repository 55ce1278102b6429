package io.tapedeck.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Looks whether a data directory and the machine under it are well, one named check after the other, beside a running owner
 * or without one. Of the directory it changes nothing but {@code tmp/}, where it writes a tape to measure with and removes it
 * again. A check that cannot be made has failed, and the others are made all the same. One thread.
 */
final class Doctor {
    private final Map<String, Callable<Check.Finding>> checks = new LinkedHashMap<>();
    private final ScratchTape scratch;

    Doctor(Path data, Status status) {
        OwnerChecks owner = new OwnerChecks(data, status);
        checks.put("owner", owner::owner);
        checks.put("outsiders", owner::outsiders);
        checks.put("oldest_reader", owner::oldestReader);
        TapeChecks tape = new TapeChecks(data, status.running());
        checks.put("wal", tape::wal);
        checks.put("integrity", tape::integrity);
        checks.put("schema", tape::schema);
        checks.put("settings", tape::settings);
        checks.put("journal", tape::journal);
        MachineChecks machine = new MachineChecks(data, status);
        checks.put("disk_free", machine::diskFree);
        checks.put("file_system", machine::fileSystem);
        checks.put("open_files", machine::openFiles);
        checks.put("java", machine::java);
        scratch = new ScratchTape(data);
        SpeedChecks speed = new SpeedChecks(scratch);
        checks.put("disk_sync", speed::diskSync);
        checks.put("write_speed", speed::writeSpeed);
        checks.put("read_speed", speed::readSpeed);
        checks.put("concurrency", speed::concurrency);
    }

    /** Makes all checks, and tells each as soon as it is made. */
    List<Check> run(Consumer<Check> told) throws InterruptedException {
        List<Check> made = new ArrayList<>();
        try (scratch) {
            for (Map.Entry<String, Callable<Check.Finding>> check : checks.entrySet()) {
                Check result = new Check(check.getKey(), find(check.getValue()));
                made.add(result);
                told.accept(result);
            }
        }
        return made;
    }

    private static Check.Finding find(Callable<Check.Finding> check) throws InterruptedException {
        try {
            return check.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            String words = ErrorLine.of(e);
            return ExitCodes.of(e) == ExitCodes.DAMAGE
                    ? Check.damage(words, TapeChecks.REPAIR)
                    : Check.fail("could not be checked: " + words, "see to the reason, and ask again");
        }
    }
}
