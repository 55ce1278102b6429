package io.tapedeck.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's right to a data directory: a kernel lock on {@code tapedeck.lock}, which the death of the process gives
 * back, the card that tells others, and the key with which they may ask this process to end. Any thread.
 *
 * <p>The lock file is opened once and never again in this process, not even to try for a second lock or to read it: closing
 * any second descriptor of it would drop the lock without a word. So a second claim in the same process is refused by a list
 * that is kept here, before the file is touched.
 */
final class Ownership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final int TRIES = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final DataDirectory directory;
    private final FileChannel channel;
    private final FileLock lock;
    private volatile OwnerCard card;
    private boolean closed;

    private Ownership(DataDirectory directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
        card = OwnerCard.ours(directory.path());
    }

    /**
     * Takes a directory.
     *
     * @throws ServerException OWNED when another process, or this one, has it already
     */
    static Ownership claim(DataDirectory directory) {
        if (!OURS.add(directory.path())) {
            throw owned(directory, "this process itself has it open");
        }
        Ownership ownership;
        try {
            ownership = lock(directory);
        } catch (RuntimeException e) {
            OURS.remove(directory.path());
            throw e;
        }
        try {
            ownership.deleteKey(); // which a killed owner may have left
            ownership.announce(null, null);
            return ownership;
        } catch (RuntimeException e) {
            ownership.close();
            throw e;
        }
    }

    private static Ownership lock(DataDirectory directory) {
        try {
            FileChannel channel =
                    FileChannel.open(directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close(); // drops a lock of this process only, and it has none
                throw owned(directory, null);
            }
            return new Ownership(directory, channel, lock);
        } catch (OverlappingFileLockException e) {
            // The same code loaded twice in this process. The channel stays open: closing it would drop the other's
            // lock.
            throw owned(directory, "this process itself has it open");
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot lock " + directory.lock() + ": " + FailureWords.of(e), e);
        }
    }

    /** Tries for a moment: who only looks whether a lock is held has to hold it, shared, for an instant. */
    private static FileLock tryLock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        for (int i = 1; lock == null && i < TRIES; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            lock = channel.tryLock();
        }
        return lock;
    }

    private static ServerException owned(DataDirectory directory, String by) {
        OwnerCard card = OwnerCard.read(directory.owner());
        String owner = by != null ? by : card == null ? "another process" : card.words();
        return new ServerException(
                ServerException.Code.OWNED,
                "data directory " + directory.path() + " is owned by " + owner
                        + ": stop it, give another directory, take over with serve --takeover, or read beside it with"
                        + " serve --read-only",
                null);
    }

    OwnerCard card() {
        return card;
    }

    /** Tells others where the owner answers and with which certificate, or with null that it does not; nothing once the directory was given back. */
    synchronized void announce(String address, String certificate) {
        if (!closed) {
            card = card.at(address, certificate);
            try {
                card.write(directory.owner());
            } catch (ServerException e) {
                if (address != null) {
                    throw e;
                }
                deleteCard(); // on a full disk: none is better than one that tells of an address where nobody answers
            }
        }
    }

    private void deleteCard() {
        try {
            Files.deleteIfExists(directory.owner());
        } catch (IOException e) {
            LOG.warn("the owner's card stays in {}: {}", directory.path(), e.toString());
        }
    }

    private void deleteKey() {
        try {
            Files.deleteIfExists(directory.stopKey());
        } catch (IOException e) {
            LOG.warn("the key that opens nothing any more stays in {}: {}", directory.path(), e.toString());
        }
    }

    /** A new key to ask this process with to end; to be made before the address is told, since it is asked there. */
    synchronized StopKey offerStop() {
        if (closed) {
            throw new ServerException(
                    ServerException.Code.IO, "data directory " + directory.path() + " is given back already", null);
        }
        return StopKey.write(directory.stopKey());
    }

    /** Takes card and key away and gives the lock back. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        deleteKey();
        deleteCard();
        try (channel) {
            lock.release();
        } catch (IOException e) {
            LOG.warn("giving {} back: {}", directory.path(), e.toString());
        } finally {
            OURS.remove(directory.path());
        }
    }
}
