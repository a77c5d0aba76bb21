package pgconform.scenario;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what the steps of a scenario connect to: names, addresses and logins. */
final class ConnectionCheck {
  /** Transports that do not lead to the address by which the target was given. */
  private static final Set<Capability> ELSEWHERE =
      Set.of(Capability.TLS_REFUSED, Capability.UNIX_SOCKET, Capability.PLAIN_AFTER_SSL);

  /** Stands for the throw-away server among the known names; no connection has this name. */
  private static final String SERVER = "";

  private final Scenario scenario;
  private final FileErrors problems;

  ConnectionCheck(Scenario scenario, FileErrors problems) {
    this.scenario = scenario;
    this.problems = problems;
  }

  /** Returns the capability that a transport needs, if only few targets have it. */
  static Optional<Capability> elsewhere(String transport) {
    return ELSEWHERE.stream().filter(need -> need.toString().equals(transport)).findAny();
  }

  /**
   * Checks that every connection is opened by an earlier step, and that only what a step has
   * started is shut down.
   */
  void checkNames() {
    Set<String> known = new HashSet<>();
    checkNames(scenario.steps(), known);
    scenario
        .timed()
        .map(Timed::connection)
        .filter(name -> !known.contains(name))
        .ifPresent(
            name ->
                problems.add(
                    scenario.place(),
                    "'times' names the connection '%s', which no step opens%s",
                    name,
                    Spelling.hint(name, known.stream().filter(k -> !k.contains(" ")).toList())));
  }

  private void checkNames(List<Step> steps, Set<String> known) {
    // Considers these steps alone: a step under a condition may not be carried out.
    Set<String> open = new HashSet<>();
    Set<String> closed = new HashSet<>();
    for (Step step : steps) {
      StepProperties parts = step.parts();
      checkOpen(step, open, closed);
      for (String name : parts.used) {
        if (!known.contains(name)) {
          List<String> opened = known.stream().filter(each -> !each.contains(" ")).toList();
          problems.add(
              step.place(), "no earlier step opens '%s'%s", name, Spelling.hint(name, opened));
        }
      }
      for (String name : parts.released) {
        if (known.contains(name) && !known.contains(heldOn(name))) {
          problems.add(step.place(), "no earlier step holds a query on '%s'", name);
        }
      }
      if (parts.needsServer && !known.contains(SERVER)) {
        problems.add(step.place(), "no earlier step starts a server that could be shut down");
      }
      Set<String> inside = new HashSet<>(known);
      if (step instanceof AcceptStep accept) {
        inside.add(accept.name());
      }
      parts.blocks.forEach(block -> checkNames(block, new HashSet<>(inside)));
      Step.all(List.of(step)).forEach(inner -> known.addAll(given(inner.parts())));
    }
  }

  /**
   * Checks that no name means two connections, and that nothing is sent on a connection that was
   * closed.
   */
  private void checkOpen(Step step, Set<String> open, Set<String> closed) {
    StepProperties parts = step.parts();
    for (String name : parts.asked) {
      if (closed.remove(name)) {
        problems.add(step.place(), "an earlier step closes '%s'", name);
      }
    }
    closed.addAll(parts.closed);
    open.removeAll(parts.closed);
    for (String name : parts.opened) {
      if (!open.add(name)) {
        problems.add(
            step.place(), "an earlier step opens '%s', too: one of them needs another name", name);
      }
      closed.remove(name);
    }
  }

  /**
   * Returns a name that stands for a held query among the known names; no connection has this name.
   */
  private static String heldOn(String name) {
    return name + " held";
  }

  private static Set<String> given(StepProperties parts) {
    Set<String> given = new HashSet<>(parts.given().keySet());
    parts.held.forEach(name -> given.add(heldOn(name)));
    if (parts.startsServer) {
      given.add(SERVER);
    }
    return given;
  }

  /** Checks that a capability that only few targets have is listed as a need before it is used. */
  void checkNeeds() {
    checkNeeds(scenario.steps());
  }

  private void checkNeeds(List<Step> steps) {
    for (Step step : steps) {
      StepProperties parts = step.parts();
      for (Map.Entry<Place, Capability> need : parts.needs.entrySet()) {
        if (!scenario.needs().contains(need.getValue())) {
          problems.add(
              need.getKey(), "not every target has '%s': add it to 'needs'", need.getValue());
        }
      }
      // A step under a condition may be there for a reason.
      if (!parts.conditional) {
        checkNeeds(parts.inner().toList());
      }
    }
  }
}
