package pgconform.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The range of times in which a race is explored.
 *
 * @param least the shortest time, possibly zero
 * @param most the longest time, above {@code least}
 */
public record OffsetRange(Duration least, Duration most) {
  private static final String FORM = "a range of times is written as 0..4ms";

  /** The type of two times, {@code 500us..4ms}. */
  static final Type<OffsetRange> TYPE =
      Type.single(
          Type.json("type", "string", "pattern", "^\\d+\\s*(us|ms|s)?\\.\\.\\d+\\s*(us|ms|s)$"),
          (text, field, problems) -> {
            List<Optional<Duration>> times =
                List.of(text.text().split("\\.\\.", -1)).stream().map(Durations::parse).toList();
            boolean good =
                times.size() == 2
                    && times.stream().allMatch(Optional::isPresent)
                    && times.get(0).get().compareTo(times.get(1).get()) < 0;
            if (!good) {
              problems.add(text.place(), FORM);
              return new OffsetRange(Duration.ZERO, Duration.ofMillis(1));
            }
            return new OffsetRange(times.get(0).get(), times.get(1).get());
          });

  @Override
  public String toString() {
    return "%s to %s".formatted(told(least), told(most));
  }

  /** Returns a time as scenarios write it. */
  public static String told(Duration time) {
    long micros = time.toNanos() / 1_000;
    return micros % 1_000 == 0 ? micros / 1_000 + "ms" : micros + "us";
  }
}
