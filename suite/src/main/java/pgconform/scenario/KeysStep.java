package pgconform.scenario;

import java.util.List;

/** Judges the keys of sessions, including those that have ended. */
public record KeysStep(Place place, List<String> names, Demand demand) implements Step {
  /** What is required of the keys. */
  public enum Demand {
    /** No pair of process ID and key occurs twice, and no key occurs twice except by chance. */
    DISTINCT,
    /** At least 31 bits are unpredictable. */
    UNPREDICTABLE
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "keys",
          "Judges the keys of a group of sessions. `explain` says by which tests, and how often"
              + " random keys are taken for others: less than once in a million runs.",
          f ->
              new KeysStep(
                  f.place(),
                  f.required(
                      "keys",
                      "The sessions, in the order in which they were started; they may have ended.",
                      StepFields.SESSIONS),
                  f.optional(
                      "are",
                      "`distinct`: no key twice. `unpredictable`: at least 31 bits that are neither"
                          + " constant nor a counter, and that depend neither on the process ID nor"
                          + " on the previous key.",
                      Type.word(Demand.class),
                      "distinct")));

  @Override
  public StepProperties parts() {
    return new StepProperties().judging().uses(names);
  }

  @Override
  public String told() {
    return "the keys of %s are %s".formatted(String.join(", ", names), Spelling.written(demand));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.keys(this);
  }
}
