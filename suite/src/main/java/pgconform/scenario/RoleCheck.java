package pgconform.scenario;

import java.util.List;
import java.util.Set;

/** Checks that a scenario has the steps and the messages of the role that it is about. */
final class RoleCheck {
  /** Steps that are valid for all roles. */
  private static final Set<Class<? extends Step>> SHARED =
      Set.of(
          SendStep.class,
          ExpectStep.class,
          SeenStep.class,
          CloseStep.class,
          MatchStep.class,
          RepeatStep.class,
          DelayStep.class,
          GivenStep.class);

  private final Scenario scenario;
  private final Problems problems;

  RoleCheck(Scenario scenario, Problems problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  void check() {
    Step.all(scenario.steps()).forEach(this::check);
  }

  private void check(Step step) {
    boolean ours = (scenario.role() == Role.CLIENT) == (step instanceof ClientStep);
    if (!ours && !SHARED.contains(step.getClass())) {
      problems.add(
          step.place(),
          "this step has no place in a scenario of role %s",
          Words.written(scenario.role()));
    }
    step.parts().ones().forEach(this::check);
    if (step instanceof SendStep send) {
      check(send.payload());
    } else if (step instanceof EncryptStep encrypt) {
      check(encrypt.behind());
    }
  }

  private void check(Pattern.One one) {
    Set<String> names = Vocabulary.eventNames(scenario.role());
    if (!names.contains(one.name())) {
      problems.add(
          one.place(), "there is no message '%s'%s", one.name(), Words.hint(one.name(), names));
    }
  }

  private void check(List<Payload> payload) {
    Set<String> names = Vocabulary.sendableNames(scenario.role());
    for (Payload piece : payload) {
      if (piece instanceof Payload.Message message && !names.contains(message.name())) {
        problems.add(
            message.place(),
            "there is no message '%s' that a %s sends%s",
            message.name(),
            scenario.role() == Role.CLIENT ? "server" : "client",
            Words.hint(message.name(), names));
      }
    }
  }
}
