package pgconform.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that a scenario uses the steps and the messages of its role. */
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

  /** Steps about clients that are valid at the backend of a proxy, which is a client there. */
  private static final Set<Class<? extends Step>> AT_BACKEND =
      Set.of(AcceptStep.class, ReplyStep.class, QuietStep.class);

  /** Steps about proxies only. */
  private static final Set<Class<? extends Step>> OF_PROXIES =
      Set.of(FindStep.class, RenewStep.class, StallStep.class);

  /** Steps about servers that need more than the backend behind a proxy provides. */
  private static final Set<Class<? extends Step>> OF_SERVERS =
      Set.of(
          ServerStep.class,
          ShutdownStep.class,
          TableStep.class,
          PipelineStep.class,
          RoundsStep.class);

  private final Scenario scenario;
  private final FileErrors problems;

  /** The connections at the backend of a proxy, on which it is the client. */
  private final Set<String> atBackend = new HashSet<>();

  RoleCheck(Scenario scenario, FileErrors problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  void check() {
    for (Step step : Step.all(scenario.steps()).toList()) {
      if (step instanceof FindStep find) {
        atBackend.add(find.name());
      } else if (step instanceof AcceptStep accept && scenario.role() == Role.PROXY) {
        atBackend.add(accept.name());
      }
    }
    List<Step> misplaced = Step.all(scenario.steps()).filter(step -> !fits(step)).toList();
    if (misplaced.isEmpty()) {
      Step.all(scenario.steps()).forEach(this::check);
    } else {
      // If there are many of them, the role is more likely to be wrong.
      problems.add(
          misplaced.get(0).place(),
          "this step has no place in a scenario of role %s%s",
          Spelling.written(scenario.role()),
          misplaced.size() == 1 ? "" : "; nor have %d others".formatted(misplaced.size() - 1));
    }
  }

  /** Returns whether a step is valid for the scenario's role. */
  private boolean fits(Step step) {
    Class<?> type = step.getClass();
    return SHARED.contains(type)
        || switch (scenario.role()) {
          case SERVER -> !(step instanceof ClientStep) && !OF_PROXIES.contains(type);
          case CLIENT -> step instanceof ClientStep;
          case PROXY ->
              AT_BACKEND.contains(type)
                  || (!(step instanceof ClientStep) && !OF_SERVERS.contains(type));
        };
  }

  /** Returns the role of the other side on the connections that a step is about. */
  private Role spokenTo(Step step) {
    return scenario.role() == Role.PROXY
        ? step.parts().used.stream().anyMatch(atBackend::contains) ? Role.CLIENT : Role.SERVER
        : scenario.role();
  }

  private void check(Step step) {
    Role role = spokenTo(step);
    step.parts().ones().forEach(one -> check(one, role));
    if (step instanceof SendStep send) {
      check(send.payload(), role);
    } else if (step instanceof EncryptStep encrypt) {
      check(encrypt.behind(), role);
    }
  }

  private void check(Pattern.One one, Role role) {
    Set<String> names = Vocabulary.eventNames(role);
    if (!names.contains(one.name())) {
      problems.add(
          one.place(), "there is no message '%s'%s", one.name(), Spelling.hint(one.name(), names));
    }
  }

  private void check(List<Payload> payload, Role role) {
    Set<String> names = Vocabulary.sendableNames(role);
    for (Payload piece : payload) {
      if (piece instanceof Payload.Message message && !names.contains(message.name())) {
        problems.add(
            message.place(),
            "there is no message '%s' that a %s sends%s",
            message.name(),
            role == Role.CLIENT ? "server" : "client",
            Spelling.hint(message.name(), names));
      }
    }
  }
}
