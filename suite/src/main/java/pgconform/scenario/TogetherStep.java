package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;

/** Runs branches at the same time. */
public record TogetherStep(Place place, List<Branch> branches) implements Step {
  /** The steps of one branch, which begins after a delay. */
  public record Branch(Expression after, List<Step> steps) {}

  private static final MappingSchema<Branch> BRANCH =
      MappingSchema.of(
          "a branch",
          "",
          f ->
              new Branch(
                  f.optional(
                      "after",
                      "A delay before the branch begins: a time or a variable.",
                      StepFields.TIME,
                      "0"),
                  f.required("steps", "The steps of the branch.", Steps.LIST)));

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "together",
          "Does several things at the same time.",
          f ->
              new TogetherStep(
                  f.place(), f.required("together", "The branches.", Type.each(BRANCH))));

  @Override
  public StepProperties parts() {
    return with(new StepProperties());
  }

  @Override
  public String told() {
    return "at the same time";
  }

  private StepProperties with(StepProperties parts) {
    branches.forEach(branch -> parts.values(branch.after).block(branch.steps));
    return parts;
  }

  @Override
  public List<String> details() {
    List<String> lines = new ArrayList<>();
    for (Branch branch : branches) {
      lines.add("  after " + branch.after);
      lines.addAll(Step.told(branch.steps, "    "));
    }
    return lines;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.together(this);
  }
}
