package pgconform.scenario;

import java.util.HashSet;
import java.util.Set;

/** Finds parts of a pattern that are well-formed, but cannot be meant. */
final class PatternCheck {
  private PatternCheck() {}

  /** Checks a pattern whose text begins in this place. */
  static void check(Pattern pattern, Place place, FileErrors problems) {
    if (pattern.endsEarly()) {
      problems.add(
          place,
          "this pattern ends with an optional part, which is never waited for: a pattern is"
              + " satisfied as soon as it can be");
    }
    pattern.ones().forEach(one -> checkTests(one, problems));
  }

  /** Reports a field that is tested twice: it cannot have both values. */
  private static void checkTests(Pattern.One one, FileErrors problems) {
    Set<String> fields = new HashSet<>();
    for (FieldTest test : one.tests()) {
      if (!test.negated() && !fields.add(test.field())) {
        String field = test.field();
        problems.add(
            test.place(),
            field.isEmpty()
                ? "this field is tested twice; several values are written as A|B"
                : "the field '%s' is tested twice; several values are written as %s=A|B"
                    .formatted(field, field));
      }
    }
  }
}
