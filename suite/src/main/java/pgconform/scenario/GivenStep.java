package pgconform.scenario;

import java.util.List;

/**
 * Sets up what a requirement presupposes and other requirements judge. A failure in it is not a
 * failure of the requirement.
 */
public record GivenStep(Place place, List<Step> steps) implements Step {
  /** The description of both the section of a file and the step. */
  static final String ABOUT =
      "What the requirement presupposes and other requirements judge. If it cannot be set up, this"
          + " requirement is not judged: an error in SQL that only prepares, or a server without"
          + " room for a session, makes it `unsupported`; silence, a closed connection or wrong"
          + " messages make it `blocked`.";

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "given",
          ABOUT,
          f ->
              new GivenStep(
                  f.place(), f.required("given", "The steps that set it up.", Steps.KEPT)));

  @Override
  public StepProperties parts() {
    return new StepProperties().block(steps);
  }

  @Override
  public String told() {
    return "given";
  }

  @Override
  public List<String> details() {
    return Step.told(steps, "  ");
  }

  /** Returns false: a step that only prepares cannot break the requirement. */
  @Override
  public boolean canFail(Scenario scenario) {
    return false;
  }

  /** Checks that there are no outcomes: a precondition is either there or not. */
  @Override
  public void check(Scenario scenario, FileErrors problems) {
    Step.all(steps)
        .filter(step -> step.parts().outcomes.stream().anyMatch(outcome -> !outcome.isEmpty()))
        .forEach(
            step ->
                problems.add(
                    step.place(), "'one of' has no place in 'given', where nothing is judged"));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.given(this);
  }
}
