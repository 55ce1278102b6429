package io.tapedeck.journal;

import io.tapedeck.journal.CheckSummary.Declared;
import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Reads every byte of a journal and says where it is not what was written. It changes nothing, and works beside a running
 * owner, whose latest records may or may not be among those it reads. One thread at a time; each call of {@link #run} is on
 * its own.
 *
 * <p>Damage is: bytes that are no record where one must be (a checksum, a length, a number or a {@code seq} is wrong), a file
 * that is missing between others, a record that Chronicle Queue has as finished and that is not whole, pages of Chronicle's
 * so broken that a reader does not get to a good record, and a ceiling file that does not agree with the records. What a kill
 * leaves of an append is none, nor is what gap and filler records declare.
 */
public final class JournalCheck {
    private final Path directory;
    private final CheckSink sink;
    private final List<IndexCheck.Marks> marks = new ArrayList<>();
    private final List<Declared> declared = new ArrayList<>();
    private final KnownSymbols known = new KnownSymbols();
    private final SymbolRegistry symbols = new SymbolRegistry();
    private final View view = new View();

    private UUID id;
    private long records;
    private long ticks;
    private long bytes;
    private long baseSeq;
    private int damages;
    private boolean holesMet;

    private JournalCheck(Path directory, CheckSink sink) {
        this.directory = directory;
        this.sink = sink;
    }

    /** A record as the sink sees it. */
    private final class View extends JournalRecord {
        private byte[] record;

        @Override
        public SymbolRegistry symbols() {
            return symbols;
        }

        @Override
        public byte[] payload() {
            return record;
        }
    }

    /**
     * Checks a journal.
     *
     * @param directory the journal's directory
     * @param sink takes what is found
     * @return what was read
     * @throws JournalException NOT_FOUND where there is no journal, NEWER_VERSION or IO
     */
    public static CheckSummary run(Path directory, CheckSink sink) {
        while (true) {
            List<Path> files = JournalFiles.list(directory);
            if (files.isEmpty()) {
                throw new JournalException(Code.NOT_FOUND, directory + " holds no journal: expected its files");
            }
            try {
                sink.begin();
                return new JournalCheck(directory, sink).run(files);
            } catch (NoSuchFileException e) {
                List<Path> left = JournalFiles.list(directory);
                if (!left.isEmpty() && left.get(0).equals(files.get(0))) {
                    throw cannotRead(directory, e); // retention takes the oldest first
                }
            } catch (IOException e) {
                throw cannotRead(directory, e);
            }
        }
    }

    private static JournalException cannotRead(Path directory, IOException e) {
        return new JournalException(Code.IO, "journal " + directory + " cannot be read: " + e, e);
    }

    private CheckSummary run(List<Path> files) throws IOException {
        long total = 0;
        for (Path file : files) {
            total += file.toFile().length();
        }
        CeilingCheck ceiling = new CeilingCheck(directory);
        takeNewestDictionary(files);
        JournalWalk walk = new JournalWalk(new Findings(), 0);
        long done = 0;
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            marks.add(new IndexCheck.Marks(file));
            long before = done;
            long totalBytes = total;
            walk.file(file, behind(files, i), at -> sink.progress(before + at, totalBytes));
            done += file.toFile().length();
        }
        walk.end();
        new IndexCheck(directory, this::damage).run(marks);
        Damage wrong = ceiling.check(id, walk.lastSeq(), walk.lastRecord());
        if (wrong != null) {
            damage(wrong);
        }
        sink.progress(total, total);
        return new CheckSummary(
                files.size(),
                records,
                ticks,
                bytes,
                records == 0 ? walk.lastSeq() + 1 : baseSeq,
                walk.lastSeq(),
                walk.lastRecord(),
                id,
                ceiling.isClean(),
                damages,
                List.copyOf(declared));
    }

    private static Path behind(List<Path> files, int i) {
        return i + 1 < files.size() ? files.get(i + 1) : null;
    }

    /** Takes the names from the newest header, which has all: so that a definition that is lost is known all the same. */
    private void takeNewestDictionary(List<Path> files) throws IOException {
        for (int i = files.size() - 1; i > 0; i--) {
            try (RecordScan scan = new RecordScan(files.get(i), new RecordOrder())) {
                boolean found = false;
                while (scan.next(false) == RecordScan.Found.RECORD && KnownSymbols.hasDefinitions(scan.record())) {
                    known.take(scan.record());
                    found = true;
                }
                if (found) {
                    return;
                }
            }
        }
    }

    private void damage(Damage damage) {
        damages++;
        holesMet |= damage.records() > 0;
        for (IndexCheck.Marks file : marks) {
            if (file.file().equals(damage.file())) {
                file.damaged();
            }
        }
        sink.damage(damage);
    }

    /** Brings what the walk finds to the sink. */
    private final class Findings implements JournalWalk.Visitor {
        @Override
        public void record(RecordScan scan) {
            byte[] record = scan.record();
            view.record = record;
            marks.get(marks.size() - 1).take(RecordCodec.number(record));
            define(record);
            if (RecordCodec.type(record) == RecordType.HEADER && id == null) {
                id = FileHeader.read(record).id();
            }
            if (records == 0) {
                baseSeq = view.firstSeq();
            }
            if (view.isLoss()) {
                boolean filler = view.type() == RecordType.FILLER;
                declared.add(new Declared(
                        view.firstSeq(), view.firstSeq() + view.count() - 1, filler, filler ? null : view.gapReason()));
            }
            records++;
            ticks += RecordCodec.count(record);
            bytes += RecordCodec.length(record);
            sink.record(view);
        }

        @Override
        public void damage(Damage damage) {
            JournalCheck.this.damage(damage);
        }

        private void define(byte[] record) {
            if (KnownSymbols.hasDefinitions(record)) {
                known.take(record);
                known.define(symbols, KnownSymbols.definedBy(record));
            } else if (holesMet) {
                known.define(symbols, KnownSymbols.neededBy(record));
            }
        }
    }
}
