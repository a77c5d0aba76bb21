package pgconform.link;

import java.time.Duration;

/** A moment on the monotonic clock at which a wait ends. */
public record Deadline(long nanoTime) {
  /** Returns the moment {@code span} from now. */
  public static Deadline in(Duration span) {
    return new Deadline(System.nanoTime() + span.toNanos());
  }

  /** Returns the nanoseconds left; zero or negative once the moment has passed. */
  public long nanosLeft() {
    return nanoTime - System.nanoTime();
  }

  /** Returns whether the moment has passed. */
  public boolean passed() {
    return nanosLeft() <= 0;
  }

  /** Returns the earlier of the two deadlines. */
  public Deadline orEarlier(Deadline other) {
    return nanoTime - other.nanoTime <= 0 ? this : other;
  }
}
