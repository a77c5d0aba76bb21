package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;

/** Runs branches at the same time. */
public record TogetherStep(Place place, List<Branch> branches) implements Step {
  /** Steps of one branch, begun after a delay. */
  public record Branch(Expression after, List<Step> steps) {}

  private static final Form<Branch> BRANCH =
      Form.of(
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

  static final Form<Step> FORM =
      Form.step(
          "together",
          "Does several things at the same time.",
          f ->
              new TogetherStep(
                  f.place(), f.required("together", "The branches.", Type.each(BRANCH))));

  @Override
  public Parts parts() {
    return with(new Parts());
  }

  @Override
  public String told() {
    return "at the same time";
  }

  private Parts with(Parts parts) {
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
