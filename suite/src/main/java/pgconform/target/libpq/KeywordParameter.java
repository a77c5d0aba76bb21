package pgconform.target.libpq;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import pgconform.target.failure.BadTarget;

/** A connection parameter that takes one of a few words. */
interface KeywordParameter {
  /** Returns the name of the constant, which is libpq's word in capitals. */
  String name();

  /** Returns libpq's word for this value. */
  default String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds a value by its word. The message does not repeat the word, because text in the wrong
   * place of a URL may be a piece of a password.
   */
  static <C extends KeywordParameter> C parse(String parameter, String text, C[] values) {
    return Arrays.stream(values)
        .filter(value -> value.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadTarget(
                    "the value of %s is not one of %s"
                        .formatted(
                            parameter,
                            Arrays.stream(values)
                                .map(KeywordParameter::text)
                                .collect(Collectors.joining(", ")))));
  }
}
