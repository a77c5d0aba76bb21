package pgconform.link;

import java.time.Duration;

/** A moment on the monotonic clock at which a wait ends. */
public record Deadline(long nanoTime) {
  /** The moment {@code span} from now. */
  public static Deadline in(Duration span) {
    return new Deadline(System.nanoTime() + span.toNanos());
  }

  /** Nanoseconds left; zero or negative once the moment has passed. */
  public long nanosLeft() {
    return nanoTime - System.nanoTime();
  }

  /** Whether the moment has passed. */
  public boolean passed() {
    return nanosLeft() <= 0;
  }

  /** The earlier of the two. */
  public Deadline orEarlier(Deadline other) {
    return nanoTime - other.nanoTime <= 0 ? this : other;
  }
}
