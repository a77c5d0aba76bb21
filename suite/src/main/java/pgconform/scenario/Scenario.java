package pgconform.scenario;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A requirement, stated as a property: for all values of its variables, running the steps leads to
 * an accepted outcome.
 *
 * @param id the permanent id, such as {@code CAN-006}
 * @param area the folder of its file
 * @param servers the PostgreSQL releases it applies to; empty for all servers
 * @param sources where the requirement comes from
 * @param bugs the published defects that it finds; possibly empty
 * @param disputed the two readings, where the requirement is disputed
 * @param poolersMay how a product between clients and servers may deviate, in a clause
 * @param consequence the consequence for users if it is broken
 * @param needs the capabilities without which it cannot be checked
 * @param declared its effects on the server that its steps do not show
 * @param since the version of the catalogue in which it first appeared
 * @param alone whether nothing else may run at the same time
 * @param cancelsNothing whether none of its cancels may change anything
 * @param variables the variables in the order of the file
 * @param steps the steps in order; preconditions come first
 * @param outcomes the meanings of the named outcomes
 * @param weight the number of cases that it has for each case of other scenarios
 * @param matrix the tables in which a report shows its cases; possibly none
 * @param timed the connection whose times reports show
 * @param onlyCase the only case to run, in a file that was made from a failure
 * @param root the file with fragments expanded
 */
public record Scenario(
    Place place,
    String id,
    String title,
    String area,
    Role role,
    Level level,
    Optional<ReleaseRange> servers,
    List<String> sources,
    List<Bug> bugs,
    Optional<Disputed> disputed,
    Optional<String> poolersMay,
    String consequence,
    List<Capability> needs,
    Set<Effect> declared,
    int since,
    boolean alone,
    boolean cancelsNothing,
    List<Variable> variables,
    List<Step> steps,
    Map<String, List<OutcomeRule>> outcomes,
    int weight,
    List<CaseTable> matrix,
    Optional<Timed> timed,
    Optional<String> onlyCase,
    Node root) {
  /** The areas of what all others presuppose: sessions that begin and answer. */
  public static final List<String> BASICS =
      List.of("authentication", "keydata", "parameters", "ready", "startup", "version");

  private static final Duration LONG = Duration.ofSeconds(10);

  /** Returns the effects on the server that matter to other users of it. */
  public Set<Effect> effects() {
    return Effects.of(this);
  }

  /** Returns whether it does no harm to a server that is shared with others. */
  public boolean gentle() {
    return effects().stream().allMatch(Effect::gentle);
  }

  /** Returns whether it also applies to a server that has no ordinary sessions. */
  public boolean basic() {
    return BASICS.contains(area);
  }

  /** Returns whether it contains a race, whose rounds are counted. */
  public boolean races() {
    return Step.all(steps).anyMatch(RoundsStep.class::isInstance);
  }

  /** Returns whether it mostly waits for a time limit of the server, without using CPU time. */
  public boolean patient() {
    return steps.stream()
        .flatMap(step -> step.within().stream())
        .anyMatch(within -> within.compareTo(LONG) >= 0);
  }

  /** Returns the variable of that name. */
  Optional<Variable> variable(String name) {
    return variables.stream().filter(variable -> variable.name().equals(name)).findFirst();
  }

  /** Returns the names that steps refer to as variables. */
  Set<String> variablesUsed() {
    return Step.all(steps)
        .flatMap(step -> step.parts().variables())
        .map(Expression.Variable::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns whether an outcome may mean that the requirement is broken. */
  boolean mayFail(String outcome) {
    return outcomes.getOrDefault(outcome, List.of()).stream()
        .anyMatch(rule -> rule.verdict() == OutcomeRule.Judgement.FAIL);
  }

  /** Returns the file as YAML, with fragments expanded. */
  public String text() {
    return YamlWriter.write(root);
  }

  @Override
  public String toString() {
    return id;
  }
}
