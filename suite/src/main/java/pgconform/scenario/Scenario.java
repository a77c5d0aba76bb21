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
 * @param id permanent, such as {@code CAN-006}
 * @param area the folder it lives in
 * @param servers the PostgreSQL releases it applies to; empty for all servers
 * @param sources where the requirement comes from
 * @param bugs published defects that it finds; possibly empty
 * @param disputed the two readings, where the requirement is disputed
 * @param poolersMay what a product between clients and servers may do otherwise, in a clause
 * @param consequence what users lose where it is broken
 * @param needs capabilities without which it cannot be checked
 * @param declared what it does to the server and its steps do not show
 * @param since the version of the catalogue that it came with
 * @param alone whether nothing else may run beside it
 * @param cancelsNothing whether none of its cancels may change anything
 * @param variables in the order of the file
 * @param steps in order; what is given comes first
 * @param outcomes the meanings of the named outcomes
 * @param weight how many cases are drawn of it where others have one
 * @param matrix the tables in which a report shows its cases; possibly none
 * @param timed the connection whose times reports show
 * @param onlyCase the only case to run, in a file that was made of a failure
 * @param root the file, with fragments put in their places
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
  /** The areas that judge what all the others presuppose: sessions that begin and answer. */
  public static final List<String> BASICS =
      List.of("authentication", "keydata", "parameters", "ready", "startup", "version");

  private static final Duration LONG = Duration.ofSeconds(10);

  /** The effects on the server that matter to other users of it. */
  public Set<Effect> effects() {
    return Effects.of(this);
  }

  /** Whether a server that is shared with others takes no harm from it. */
  public boolean gentle() {
    return effects().stream().allMatch(Effect::gentle);
  }

  /** Whether it says something of a server that has no ordinary sessions, too. */
  public boolean basic() {
    return BASICS.contains(area);
  }

  /** Whether it has rounds of a race, which are counted. */
  public boolean races() {
    return Step.all(steps).anyMatch(RoundsStep.class::isInstance);
  }

  /** Whether it mostly waits for a time limit of the server, and uses no CPU time. */
  public boolean patient() {
    return steps.stream()
        .flatMap(step -> step.within().stream())
        .anyMatch(within -> within.compareTo(LONG) >= 0);
  }

  /** The variable of that name. */
  Optional<Variable> variable(String name) {
    return variables.stream().filter(variable -> variable.name().equals(name)).findFirst();
  }

  /** The names that steps refer to as variables. */
  Set<String> variablesUsed() {
    return Step.all(steps)
        .flatMap(step -> step.parts().variables())
        .map(Expression.Variable::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether an outcome may mean that the requirement is broken. */
  boolean mayFail(String outcome) {
    return outcomes.getOrDefault(outcome, List.of()).stream()
        .anyMatch(rule -> rule.verdict() == OutcomeRule.Judgement.FAIL);
  }

  /** The file as YAML, with fragments put in their places. */
  public String text() {
    return YamlWriter.write(root);
  }

  @Override
  public String toString() {
    return id;
  }
}
