package io.tapedeck.tools;

import io.tapedeck.server.DiskMarks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The machine under a data directory: its disk, its limits, its Java. One thread. */
final class MachineChecks {
    private static final long SOON_SECONDS = 24 * 3600;
    private static final long FEW_FILES = 4096;
    private static final long TOO_FEW_FILES = 256;
    private static final long SMALL_HEAP_BYTES = 384L << 20;
    private static final int NEWEST_JAVA = 25;
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "ceph",
            "glusterfs",
            "lustre",
            "gpfs",
            "9p",
            "vboxsf",
            "virtiofs",
            "ncpfs",
            "ocfs2",
            "gfs2",
            "beegfs",
            "drvfs");
    private static final Set<String> NOT_KEPT = Set.of("tmpfs", "ramfs", "overlay", "overlayfs", "aufs");
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)\\s.*$");

    private final Path data;
    private final Status status;

    MachineChecks(Path data, Status status) {
        this.data = data;
        this.status = status;
    }

    Check.Finding diskFree() throws IOException {
        FileStore disk = Files.getFileStore(data);
        long free = disk.getUsableSpace();
        long total = Math.max(1, disk.getTotalSpace());
        String figure = (free >> 20) + " MiB free, " + free * 100 / total + " % of the disk";
        JsonNode fullIn = status.health() == null ? null : status.health().findValue("full_in_s");
        boolean soon = fullIn != null && fullIn.isNumber() && fullIn.asLong() < SOON_SECONDS;
        figure += fullIn != null && fullIn.isNumber()
                ? "; full in " + timeText(fullIn.asLong()) + " at the rate of late"
                : "; no forecast of when it is full";
        DiskMarks marks = DiskMarks.of(total);
        String advice =
                "make room, or let less be kept: below " + (marks.hardBytes() >> 20) + " MiB recording is refused";
        return free < marks.hardBytes()
                ? Check.fail(figure, advice)
                : free < marks.softBytes() || soon ? Check.warn(figure, advice) : Check.ok(figure);
    }

    Check.Finding fileSystem() throws IOException {
        FileStore disk = Files.getFileStore(data);
        String type = disk.type().toLowerCase(Locale.ROOT);
        String figure = type + " on " + disk.name();
        if (NETWORK.contains(type) || type.startsWith("fuse.ssh")) {
            return Check.fail(
                    figure,
                    "neither SQLite's locks nor memory maps are safe on a file system that is not local: move the data"
                            + " directory to a local disk");
        } else if (NOT_KEPT.contains(type) || type.startsWith("fuse")) {
            return Check.warn(
                    figure, "what is written here may not survive a restart of the machine or container: use a disk");
        }
        return Check.ok(figure);
    }

    static String timeText(long seconds) {
        return seconds < 7_200 ? Math.max(1, seconds / 60) + " min" : seconds / 3_600 + " h";
    }

    Check.Finding openFiles() throws IOException {
        Path limits = Path.of("/proc", status.pid() == 0 ? "self" : Long.toString(status.pid()), "limits");
        String whose = status.pid() == 0 ? "of this process" : "of process " + status.pid();
        if (!Files.isReadable(limits)) {
            return Check.ok("the limit " + whose + " cannot be read here");
        }
        Matcher found = OPEN_FILES.matcher(Files.readString(limits));
        if (!found.find() || found.group(1).equals("unlimited")) {
            return Check.ok("no limit " + whose);
        }
        long limit = Long.parseLong(found.group(1));
        String advice =
                "raise it: ulimit -n 65536, or LimitNOFILE= in the unit; each connection and journal file takes one";
        String figure = limit + ", the limit " + whose;
        return limit >= FEW_FILES
                ? Check.ok(figure)
                : limit >= TOO_FEW_FILES ? Check.warn(figure, advice) : Check.fail(figure, advice);
    }

    /** Of this process; a server that was started alike has the same. */
    Check.Finding java() {
        int version = Runtime.version().feature();
        long heap = Runtime.getRuntime().maxMemory();
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X") || flag.startsWith("-ea"))
                .toList();
        String figure = "Java " + Runtime.version() + ", " + System.getProperty("os.arch") + ", heap up to "
                + (heap >> 20) + " MiB" + (flags.isEmpty() ? ", no flags" : ", flags " + String.join(" ", flags));
        if (version > NEWEST_JAVA) {
            return Check.warn(figure, "Tapedeck is made for Java 17 to " + NEWEST_JAVA + ": use one of these");
        } else if (flags.contains("-Xint") || flags.contains("-XX:+UseEpsilonGC")) {
            return Check.fail(
                    figure,
                    "without " + (flags.contains("-Xint") ? "-Xint" : "-XX:+UseEpsilonGC")
                            + ": nothing keeps up with it");
        } else if (heap < SMALL_HEAP_BYTES) {
            return Check.warn(figure, "give it 512 MiB or more: -Xmx512m");
        }
        return Check.ok(figure);
    }
}
