package pgconform.scenario;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses times as scenarios write them: {@code 0}, {@code 500us}, {@code 20ms}, {@code 3s}. */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\s*(us|ms|s)");

  private Durations() {}

  /** Returns the time that a text stands for, if it is valid. */
  public static Optional<Duration> parse(String text) {
    if (text.strip().equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "us" -> Duration.ofNanos(number * 1_000);
          case "ms" -> Duration.ofMillis(number);
          default -> Duration.ofSeconds(number);
        });
  }
}
