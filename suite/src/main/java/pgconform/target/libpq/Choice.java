package pgconform.target.libpq;

import java.util.Arrays;
import java.util.stream.Collectors;
import pgconform.target.failure.BadTarget;

/** A connection parameter that takes one of a few words. */
interface Choice {
  /** libpq's word for this value. */
  String text();

  /**
   * Finds a value by its word. The word itself stays out of the message: what stands in the wrong
   * place of a URL may be a piece of a password.
   */
  static <C extends Choice> C parse(String parameter, String text, C[] values) {
    for (C value : values) {
      if (value.text().equals(text)) {
        return value;
      }
    }
    throw new BadTarget(
        "the value of %s is none of %s"
            .formatted(
                parameter,
                Arrays.stream(values).map(Choice::text).collect(Collectors.joining(", "))));
  }
}
