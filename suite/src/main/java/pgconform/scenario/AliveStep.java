package pgconform.scenario;

import java.util.List;

/** Asks each session a question and wants exactly the right answer. */
public record AliveStep(Place place, List<String> names) implements Step {
  static final Form<Step> FORM =
      Form.step(
              "alive",
              "Asks sessions a question; each has to give exactly the right answer, with nothing"
                  + " unasked before it.",
              f ->
                  new AliveStep(
                      f.place(), f.required("alive", "The sessions.", StepFields.SESSIONS)))
          .leftAway();

  @Override
  public Parts parts() {
    return new Parts().judging().uses(names);
  }

  @Override
  public String told() {
    return "%s answer a question rightly, with nothing unasked before"
        .formatted(String.join(", ", names));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.alive(this);
  }
}
