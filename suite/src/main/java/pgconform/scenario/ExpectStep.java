package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Waits for the next events on a connection.
 *
 * @param choices the patterns, of which the first that matches counts; if none matches, the
 *     requirement is broken
 * @param within the longest time to wait, unless it is the usual limit
 */
public record ExpectStep(Place place, String name, List<Choice> choices, Optional<Duration> within)
    implements Step {
  /**
   * A pattern, and the name of the outcome if it matches.
   *
   * @param outcome the name; empty if it needs none
   */
  public record Choice(String outcome, Pattern pattern) {
    private String told() {
      return "    " + (outcome.isEmpty() ? "" : outcome + ": ") + pattern;
    }
  }

  private static final Type<List<Type.Named<Pattern>>> OUTCOMES =
      Type.entries(
          Type.orElse(PatternParser.TYPE, "an outcome is described by a pattern (a text)"));

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "expect",
          "Waits for the server's next messages. If they match no pattern, or if nothing arrives"
              + " within the time limit, the requirement is broken.",
          f ->
              new ExpectStep(
                  f.place(),
                  f.required("expect", "The connection.", Type.NAME),
                  choices(f),
                  StepFields.within(f)));

  static final MappingSchema<Step> CLOSED =
      MappingSchema.step(
          "closed",
          "Waits until the server closes a connection, and breaks the requirement if anything else"
              + " comes first: the same as `expect` with the pattern `Closed`.",
          f -> {
            String name = f.required("closed", "The connection.", Type.NAME);
            Pattern closed = new Pattern.One(f.place(), "Closed", List.of(), "");
            return new ExpectStep(
                f.place(), name, List.of(new Choice("", closed)), StepFields.within(f));
          });

  @Override
  public StepProperties parts() {
    return with(new StepProperties().uses(name));
  }

  @Override
  public String told() {
    return "expect on %s%s".formatted(name, choices.size() > 1 ? ", one of" : "");
  }

  private static List<Choice> choices(MappingReader f) {
    List<Choice> choices = new ArrayList<>();
    f.optional("messages", "The pattern that has to be satisfied.", PatternParser.TYPE)
        .ifPresent(pattern -> choices.add(new Choice("", pattern)));
    f.optional(
            "one of",
            "Several patterns, each under the name of its outcome; the first that is satisfied"
                + " counts. What an outcome means is said under `outcomes`; without an entry there,"
                + " it is as required.",
            OUTCOMES)
        .ifPresent(
            named ->
                named.forEach(each -> choices.add(new Choice(each.key().text(), each.value()))));
    String either = "either 'messages' or 'one of' says what is expected";
    if (f.has("messages") && f.has("one of")) {
      f.problems().add(f.place(), either);
    } else if (!f.has("messages") && !f.has("one of")) {
      f.lacks("messages", either);
    }
    return choices;
  }

  private StepProperties with(StepProperties parts) {
    choices.forEach(choice -> parts.outcome(choice.outcome, choice.pattern));
    return parts;
  }

  @Override
  public List<String> details() {
    return choices.stream().map(Choice::told).toList();
  }

  /**
   * Returns whether the step can fail; one that accepts any event, none of which is a failure,
   * judges nothing.
   */
  @Override
  public boolean canFail(Scenario scenario) {
    return choices.stream().noneMatch(choice -> choice.pattern.isAnything())
        || choices.stream().anyMatch(choice -> scenario.mayFail(choice.outcome));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.expect(this);
  }
}
