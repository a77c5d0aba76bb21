package pgconform.scenario;

import java.util.List;

/** Sends each session a query and requires exactly the right answer. */
public record AliveStep(Place place, List<String> names) implements Step {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
              "alive",
              "Asks sessions a question; each must return exactly the right answer, and no other"
                  + " message before it.",
              f ->
                  new AliveStep(
                      f.place(), f.required("alive", "The sessions.", StepFields.SESSIONS)))
          .leftAway();

  @Override
  public StepProperties parts() {
    return new StepProperties().judging().asks(names);
  }

  @Override
  public String told() {
    return "%s %s a query as before, and %s nothing else first"
        .formatted(
            String.join(", ", names),
            names.size() == 1 ? "answers" : "answer",
            names.size() == 1 ? "sends" : "send");
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.alive(this);
  }
}
