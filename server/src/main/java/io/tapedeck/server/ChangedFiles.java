package io.tapedeck.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether files have changed, and has what was made of them made anew. One that is gone or wrong meanwhile,
 * as in the middle of being replaced, is told in the log, and what was made of it before stays until it changes again. It owns a
 * thread, which closing ends.
 */
final class ChangedFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangedFiles.class);

    /** Files, what they looked like, and what to do when they look otherwise. One thread at a time. */
    private static final class Watched {
        private final List<Path> files;
        private final Runnable reload;
        private String seen;

        Watched(List<Path> files, Runnable reload) {
            this.files = files;
            this.reload = reload;
            seen = look();
        }

        private String look() {
            StringBuilder look = new StringBuilder();
            for (Path file : files) {
                try {
                    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                    look.append(is.fileKey())
                            .append(' ')
                            .append(is.size())
                            .append(' ')
                            .append(is.lastModifiedTime());
                } catch (IOException e) {
                    look.append("gone");
                }
                look.append('\n');
            }
            return look.toString();
        }

        void check() {
            String now = look();
            if (now.equals(seen)) {
                return;
            }
            seen = now; // before it is read: what changes meanwhile is read again
            try {
                reload.run();
                LOG.info("{} changed and was read again", files);
            } catch (RuntimeException e) {
                LOG.warn("{} changed, and what it said before holds until it is mended: {}", files, e.getMessage());
            }
        }
    }

    private final List<Watched> watched = new ArrayList<>();
    private ScheduledThreadPoolExecutor thread;

    /** Adds files whose change calls for a reload; before the start. */
    ChangedFiles on(List<Path> files, Runnable reload) {
        watched.add(new Watched(files, reload));
        return this;
    }

    /** Begins to look, where there is anything to look at. */
    void start() {
        if (watched.isEmpty()) {
            return;
        }
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "tapedeck-files");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(() -> watched.forEach(Watched::check), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.shutdown();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS); // what is being read now is not to act afterwards
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
