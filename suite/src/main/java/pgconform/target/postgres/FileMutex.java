package pgconform.target.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that one thread of one process holds at a time. The system releases it when the process
 * ends, however it ends.
 */
final class FileMutex {
  /** The locks among the threads of this process, to which the system's lock belongs as a whole. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private FileMutex() {}

  /** Work that is done while the lock is held. */
  @FunctionalInterface
  interface Work<T> {
    /** Does the work. */
    T run() throws IOException;
  }

  /** Waits for the lock and does the work. */
  static <T> T during(Path file, Work<T> work) throws IOException {
    ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
    threads.lock();
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid()) {
        throw new IOException("the lock on " + file + " was lost");
      }
      return work.run();
    } finally {
      threads.unlock();
    }
  }
}
