package pgconform.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Transport;

/** Reads one scenario file; notes all its faults. */
final class ScenarioReader {
  /** Names that every scenario may use beside its own. */
  private static final Set<String> GIVEN = Set.of("user", "database", "hold", "n");

  /** What does not lead to the address that the target was named by. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          Step.TLS_REFUSED, Transport.UNIX_SOCKET.toString(), Transport.PLAIN_AFTER_SSL.toString());

  private final List<Problem> problems;
  private final boolean strict;

  private ScenarioReader(List<Problem> problems, boolean strict) {
    this.problems = problems;
    this.strict = strict;
  }

  /** The scenario that a document without {@code use} holds; faults are added to the problems. */
  static Scenario read(Node root, List<Problem> problems) {
    return new ScenarioReader(problems, true).scenario(root);
  }

  /** The same, where variables and outcomes may be left over: something was taken away. */
  static Scenario readLeniently(Node root, List<Problem> problems) {
    return new ScenarioReader(problems, false).scenario(root);
  }

  private Scenario scenario(Node root) {
    int before = problems.size();
    Fields f = new Fields(root, "a scenario", problems);
    List<Variable> variables = new ArrayList<>();
    GeneratorReader generators = new GeneratorReader(problems);
    f.node("for all")
        .ifPresent(
            node ->
                new Fields(node, "'for all'", problems)
                    .all()
                    .forEach(entry -> variables.add(generators.variable(entry))));
    StepReader stepReader = new StepReader(problems);
    List<Step> steps = f.required("steps").map(stepReader::steps).orElse(List.of());
    Map<String, List<OutcomeRule>> outcomes = new LinkedHashMap<>();
    f.node("outcomes")
        .ifPresent(
            node -> {
              for (Node.Entry entry : new Fields(node, "'outcomes'", problems).all()) {
                outcomes.put(entry.key().text(), rules(entry.value()));
              }
            });
    Scenario scenario =
        new Scenario(
            f.place(),
            id(f),
            f.requiredText("title"),
            f.requiredText("area"),
            f.word("role", Role.class, Role.SERVER),
            level(f),
            servers(f),
            required(f, "source"),
            bugs(f),
            f.node("disputed").map(this::disputed),
            f.requiredText("consequence"),
            f.texts("needs"),
            f.flag("alone"),
            List.copyOf(variables),
            List.copyOf(steps),
            outcomes,
            weight(f),
            tables(f, variables),
            f.scalar("case").map(Node.Scalar::text),
            root);
    f.finish();
    checkVariables(scenario);
    checkDependencies(scenario);
    checkMatches(scenario, scenario.steps());
    checkConnections(scenario.steps(), new HashSet<>());
    if (strict) {
      // What is faulty may look as if it could not fail.
      if (problems.size() == before) {
        checkFailure(scenario);
      }
      checkUse(scenario);
      checkNeeds(scenario, scenario.steps());
      new ServerCheck(scenario, problems).check(scenario.steps(), false);
      checkOutcomes(f, scenario);
    }
    return scenario;
  }

  private String id(Fields f) {
    f.required("id");
    Optional<Node.Scalar> id = f.scalar("id");
    if (id.isPresent() && !id.get().text().matches("[A-Z][A-Z0-9]{1,9}-\\d{3}[a-z]?")) {
      problem(id.get().place(), "an id is letters, a dash and three digits, such as CAN-006");
    }
    return id.map(Node.Scalar::text).orElse("?");
  }

  private Level level(Fields f) {
    f.required("level");
    return f.word("level", Level.class, Level.MUST);
  }

  private Disputed disputed(Node node) {
    Fields f = new Fields(node, "'disputed'", problems);
    Disputed disputed =
        new Disputed(
            f.requiredText("question"),
            f.requiredText("one reading"),
            f.requiredText("other reading"),
            f.requiredText("judged"));
    f.finish();
    return disputed;
  }

  private static List<String> required(Fields f, String name) {
    f.required(name);
    return f.someTexts(name);
  }

  private List<Bug> bugs(Fields f) {
    List<Bug> bugs = new ArrayList<>();
    for (Node item : f.node("bug").map(Fields::items).orElse(List.of())) {
      if (item instanceof Node.Scalar name && !name.isNothing()) {
        bugs.add(new Bug(name.text(), Optional.empty()));
      } else {
        Fields bug = new Fields(item, "a bug", problems);
        bugs.add(new Bug(bug.requiredText("name"), servers(bug)));
        bug.finish();
      }
    }
    return List.copyOf(bugs);
  }

  private Optional<Servers> servers(Fields f) {
    Optional<Node.Scalar> text = f.scalar("servers");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Servers> servers = Servers.parse(text.get().text());
    if (servers.isEmpty()) {
      problem(
          text.get().place(),
          "releases are written as '14', '9.6 - 13', '>= 17' or '>= 12.3 < 14', apart by commas");
    }
    return servers;
  }

  private int weight(Fields f) {
    Optional<Node.Scalar> weight = f.scalar("weight");
    if (weight.isPresent() && !weight.get().text().matches("[1-9]\\d?")) {
      problem(weight.get().place(), "'weight' takes a number from 1 to 99");
      return 1;
    }
    return weight.map(w -> Integer.parseInt(w.text())).orElse(1);
  }

  /** One table, {@code [rows, columns]}, or a list of them. */
  private List<Table> tables(Fields f, List<Variable> variables) {
    List<Table> tables = new ArrayList<>();
    Optional<Node> matrix = f.node("matrix");
    boolean several =
        matrix.isPresent() && Fields.items(matrix.get()).stream().anyMatch(this::isTable);
    for (Node node : several ? Fields.items(matrix.get()) : matrix.stream().toList()) {
      List<String> names = new ArrayList<>();
      for (Node item : Fields.items(node)) {
        if (item instanceof Node.Scalar name && known(name, variables)) {
          names.add(name.text());
        }
      }
      if (names.size() == 2 && !names.get(0).equals(names.get(1))) {
        tables.add(new Table(names.get(0), names.get(1)));
      } else if (names.size() == Fields.items(node).size()) {
        problem(node.place(), "a matrix has two variables: [rows, columns]");
      }
    }
    return tables;
  }

  private boolean isTable(Node node) {
    return node instanceof Node.Sequence;
  }

  private boolean known(Node.Scalar name, List<Variable> variables) {
    List<String> names = variables.stream().map(Variable::name).toList();
    if (!names.contains(name.text())) {
      problem(
          name.place(),
          "there is no variable '%s'%s".formatted(name.text(), Words.hint(name.text(), names)));
      return false;
    }
    return true;
  }

  private List<OutcomeRule> rules(Node node) {
    List<OutcomeRule> rules = new ArrayList<>();
    if (Fields.items(node).isEmpty()) {
      problem(node.place(), "an outcome needs a verdict");
    }
    for (Node item : Fields.items(node)) {
      if (item instanceof Node.Scalar scalar) {
        Fields none = new Fields(new Node.Mapping(scalar.place(), List.of()), "", problems);
        OutcomeRule.Judgement judgement =
            none.word(
                scalar, "an outcome", OutcomeRule.Judgement.class, OutcomeRule.Judgement.PASS);
        rules.add(
            new OutcomeRule(scalar.place(), judgement, "", Optional.empty(), Optional.empty()));
      } else {
        Fields f = new Fields(item, "an outcome", problems);
        f.required("verdict");
        Optional<Profile> profile =
            f.has("profile")
                ? Optional.of(f.word("profile", Profile.class, Profile.PROTOCOL))
                : Optional.empty();
        rules.add(
            new OutcomeRule(
                item.place(),
                f.word("verdict", OutcomeRule.Judgement.class, OutcomeRule.Judgement.PASS),
                f.text("says", ""),
                servers(f),
                profile));
        f.finish();
      }
    }
    return rules;
  }

  private void checkVariables(Scenario scenario) {
    Set<String> known = new HashSet<>(GIVEN);
    scenario.variables().forEach(v -> known.add(v.name()));
    known.addAll(StepReader.namesGiven(scenario.steps()));
    for (Expr.Variable variable : StepReader.variables(scenario.steps())) {
      if (!known.contains(variable.name())) {
        problem(
            variable.place(),
            "there is no variable '%s'%s"
                .formatted(variable.name(), Words.hint(variable.name(), known)));
      }
    }
    Map<String, Set<String>> fields = StepParts.fieldsGiven(scenario.steps());
    for (Expr.Variable variable : StepReader.variables(scenario.steps())) {
      checkField(scenario, variable, fields);
    }
    checkFramings(scenario, scenario.steps());
  }

  /** What stands behind the dot is a field of what the name means. */
  private void checkField(
      Scenario scenario, Expr.Variable variable, Map<String, Set<String>> fields) {
    boolean plain =
        GIVEN.contains(variable.name())
            || scenario.variables().stream().anyMatch(v -> v.name().equals(variable.name()));
    if (plain && !variable.field().isEmpty()) {
      problem(variable.place(), "the variable '%s' has no fields".formatted(variable.name()));
    } else if (!plain && fields.containsKey(variable.name())) {
      Set<String> known = fields.get(variable.name());
      if (!known.isEmpty() && !known.contains(variable.field())) {
        problem(
            variable.place(),
            "'%s' has no field '%s'%s"
                .formatted(variable.name(), variable.field(), Words.hint(variable.field(), known)));
      }
    }
  }

  /** What says how octets are cut is a variable for that. */
  private void checkFramings(Scenario scenario, List<Step> steps) {
    for (Step step : steps) {
      Optional<Expr> framing =
          step instanceof Step.Send send
              ? send.framing()
              : step instanceof Step.Cancel cancel ? cancel.framing() : Optional.empty();
      if (framing.isPresent() && framing.get() instanceof Expr.Variable used) {
        boolean other =
            scenario.variables().stream()
                .anyMatch(
                    v ->
                        v.name().equals(used.name())
                            && !(v.generator() instanceof Variable.Framings));
        if (other) {
          problem(
              used.place(), "'framing' takes a variable that is made by 'cuts of' or 'framing of'");
        }
      }
      checkFramings(scenario, StepParts.inner(step));
    }
  }

  /** An address that few targets have is asked for before it is used. */
  private void checkNeeds(Scenario scenario, List<Step> steps) {
    for (Step step : steps) {
      Optional<Expr> over = StepParts.over(step);
      if (over.isPresent() && over.get() instanceof Expr.Literal literal) {
        String word = literal.text();
        if (ELSEWHERE.contains(word) && !scenario.needs().contains(word)) {
          problem(literal.place(), "not every target has '%s': add it to 'needs'".formatted(word));
        }
      }
      // What stands under a condition may be there for a reason.
      if (!(step instanceof Step.Match)) {
        checkNeeds(scenario, StepParts.inner(step));
      }
    }
  }

  private void checkUse(Scenario scenario) {
    Set<String> used = new HashSet<>();
    StepReader.variables(scenario.steps()).forEach(v -> used.add(v.name()));
    scenario.variables().forEach(v -> used.addAll(v.generator().needs()));
    for (Variable variable : scenario.variables()) {
      if (!used.contains(variable.name())) {
        problem(
            variable.place(),
            "the variable '%s' is not used in any step".formatted(variable.name()));
      }
    }
  }

  /** Variables depend on others that exist, and never in a circle. */
  private void checkDependencies(Scenario scenario) {
    Map<String, Variable> open = new LinkedHashMap<>();
    scenario.variables().forEach(v -> open.put(v.name(), v));
    for (Variable variable : scenario.variables()) {
      for (String needed : variable.generator().needs()) {
        if (!open.containsKey(needed)) {
          problem(
              variable.place(),
              "'%s' depends on '%s', which is no variable of this scenario%s"
                  .formatted(variable.name(), needed, Words.hint(needed, open.keySet())));
          return;
        }
      }
    }
    boolean progress = true;
    while (progress) {
      progress =
          open.values().removeIf(v -> v.generator().needs().stream().noneMatch(open::containsKey));
    }
    if (!open.isEmpty()) {
      problem(
          open.values().iterator().next().place(),
          "these variables depend on each other in a circle: " + String.join(", ", open.keySet()));
    }
  }

  /** Each value of a matched variable has its steps, and no others have. */
  private void checkMatches(Scenario scenario, List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Match match) {
        Optional<Variable> variable =
            match.value() instanceof Expr.Variable v
                ? scenario.variables().stream().filter(x -> x.name().equals(v.name())).findFirst()
                : Optional.empty();
        if (variable.isPresent() && variable.get().generator() instanceof Variable.OneOf oneOf) {
          for (String value : oneOf.values()) {
            if (!match.cases().containsKey(value)) {
              problem(step.place(), "there are no steps for the value '%s'".formatted(value));
            }
          }
          for (String value : match.cases().keySet()) {
            if (!oneOf.values().contains(value)) {
              problem(
                  step.place(),
                  "the variable never has the value '%s'%s"
                      .formatted(value, Words.hint(value, oneOf.values())));
            }
          }
        } else {
          problem(step.place(), "'match' takes a variable whose values are written down: [a, b]");
        }
      }
      checkMatches(scenario, StepParts.inner(step));
    }
  }

  /** A scenario that waits for nothing, or accepts whatever comes, cannot fail. */
  private void checkFailure(Scenario scenario) {
    if (!canFail(scenario, scenario.steps())) {
      problem(
          scenario.place(),
          "nothing that a server does can make this fail: no step expects anything in particular");
    }
  }

  private static boolean canFail(Scenario scenario, List<Step> steps) {
    for (Step step : steps) {
      boolean judges =
          step instanceof Step.Alive
              || step instanceof Step.Keys
              || step instanceof Step.Start
              || step instanceof Step.Hold
              || (step instanceof Step.Expect expect && !acceptsAnything(scenario, expect));
      if (judges || canFail(scenario, StepParts.inner(step))) {
        return true;
      }
    }
    return false;
  }

  private static boolean acceptsAnything(Scenario scenario, Step.Expect expect) {
    boolean any =
        expect.choices().stream()
            .anyMatch(
                c ->
                    c.pattern() instanceof Pattern.One one
                        && one.name().equals("any")
                        && one.tests().isEmpty());
    return any
        && expect.choices().stream()
            .allMatch(
                c ->
                    scenario.outcomes().getOrDefault(c.outcome(), List.of()).stream()
                        .noneMatch(r -> r.verdict() == OutcomeRule.Judgement.FAIL));
  }

  private void checkOutcomes(Fields f, Scenario scenario) {
    Set<String> named = new HashSet<>();
    collectOutcomes(scenario.steps(), named);
    Node outcomes = f.node("outcomes").orElse(null);
    if (outcomes instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        if (!named.contains(entry.key().text())) {
          problem(
              entry.key().place(),
              "no step leads to the outcome '%s'%s"
                  .formatted(entry.key().text(), Words.hint(entry.key().text(), named)));
        }
      }
    }
  }

  static void collectOutcomes(List<Step> steps, Set<String> into) {
    for (Step step : steps) {
      if (step instanceof Step.Expect expect) {
        expect.choices().forEach(choice -> into.add(choice.outcome()));
      }
      collectOutcomes(StepParts.inner(step), into);
    }
  }

  /** Every connection is opened or started by an earlier step. */
  private void checkConnections(List<Step> steps, Set<String> known) {
    for (Step step : steps) {
      for (String name : StepParts.namesUsed(step)) {
        if (!known.contains(name)) {
          problem(
              step.place(),
              "no earlier step opens '%s'%s".formatted(name, Words.hint(name, known)));
        }
      }
      if (step instanceof Step.Together together) {
        together.branches().forEach(b -> checkConnections(b.steps(), new HashSet<>(known)));
      } else if (step instanceof Step.Match match) {
        match.cases().values().forEach(c -> checkConnections(c, new HashSet<>(known)));
      } else {
        checkConnections(StepParts.inner(step), known);
      }
      known.addAll(StepParts.namesGiven(step));
    }
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
