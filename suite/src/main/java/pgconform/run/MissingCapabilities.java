package pgconform.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.exchange.Subject;
import pgconform.link.Transport;
import pgconform.property.Cases;
import pgconform.scenario.Capability;
import pgconform.scenario.Generator;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import pgconform.scenario.Variable;

/** Finds out what a target lacks that the cases of a scenario need. */
record MissingCapabilities(Scenario scenario, Subject subject, Options options) {
  /**
   * Something that the target lacks.
   *
   * @param words the capability, and over which transport it is lacking if not over all of them
   */
  private record Lack(Capability capability, String words) {
    Lack(Capability capability) {
      this(capability, capability.toString());
    }
  }

  /** Returns the capabilities that are lacking. */
  List<Capability> capabilities() {
    return lacking().stream().map(Lack::capability).distinct().toList();
  }

  /** Returns what the target lacks; without ordinary sessions, nothing else counts. */
  private List<Lack> lacking() {
    // A client needs no sessions; what it cannot do, its program reports case by case.
    if (subject.role() == Role.SERVER
        && !scenario.basic()
        && !subject.capabilities().contains(Capability.ORDINARY_SESSION)) {
      return List.of(new Lack(Capability.ORDINARY_SESSION));
    }
    List<Lack> lacking =
        Stream.concat(scenario.needs().stream(), transports())
            .filter(need -> !subject.capabilities().contains(need))
            .distinct()
            .map(Lack::new)
            .toList();
    return lacking.isEmpty() ? logins() : lacking;
  }

  /** Returns, for each variable of which the target offers no transport, the first transport. */
  private Stream<Capability> transports() {
    List<Transport> offered = offered();
    return transportVariables()
        .map(variable -> ((Generator.Transports) variable.generator()).among())
        .filter(among -> offered.stream().noneMatch(t -> among.contains(t.toString())))
        .flatMap(among -> among.stream().limit(1))
        .map(name -> Capability.over(Transport.parse(name)));
  }

  private List<Transport> offered() {
    return subject.space(List.of()).transports();
  }

  private Stream<Variable> transportVariables() {
    return scenario.variables().stream()
        .filter(variable -> variable.generator() instanceof Generator.Transports);
  }

  /**
   * Returns, for each variable with no transport over which all logins are what their names say,
   * the logins that are not over the first transport.
   */
  private List<Lack> logins() {
    List<Transport> suitable = subject.space(scenario.needs()).transports();
    return transportVariables()
        .map(this::meant)
        .filter(meant -> !meant.isEmpty() && meant.stream().noneMatch(suitable::contains))
        .map(meant -> meant.get(0))
        .flatMap(
            transport ->
                scenario.needs().stream()
                    .filter(need -> !subject.space(List.of(need)).transports().contains(transport))
                    .map(need -> new Lack(need, "%s over %s".formatted(need, transport))))
        .distinct()
        .toList();
  }

  /** Returns the transports that the target offers and the variable can have in this run. */
  private List<Transport> meant(Variable variable) {
    List<String> among = ((Generator.Transports) variable.generator()).among();
    Optional<Object> only =
        options
            .onlyCase(scenario)
            .map(values -> Cases.parse(scenario, values).value().values().get(variable.name()));
    return offered().stream()
        .filter(transport -> among.isEmpty() || among.contains(transport.toString()))
        .filter(transport -> only.isEmpty() || only.get().equals(transport))
        .toList();
  }

  /** Returns in a sentence why the scenario cannot be run; empty if it can. */
  Optional<String> why() {
    List<Lack> lacking = lacking();
    if (lacking.stream().anyMatch(lack -> lack.capability() == Capability.ORDINARY_SESSION)) {
      return Optional.of(
          "the target does not start sessions or answer queries as documented; see its"
              + " capabilities and the areas %s".formatted(String.join(", ", Scenario.BASICS)));
    }
    if (!lacking.isEmpty()) {
      return Optional.of(
          "the target lacks: "
              + lacking.stream().map(Lack::words).collect(Collectors.joining(", ")));
    }
    boolean elsewhere =
        scenario.servers().isPresent()
            && subject.postgresql().isPresent()
            && !scenario.servers().get().have(subject.postgresql().get());
    return elsewhere
        ? Optional.of(
            "this requirement applies to PostgreSQL %s, not to %s"
                .formatted(scenario.servers().get(), subject.postgresql().get()))
        : Optional.empty();
  }
}
