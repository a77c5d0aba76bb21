package pgconform.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one scenario file; notes all its faults. */
final class ScenarioReader {
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
    List<Node.Entry> described =
        f.node("outcomes")
            .map(node -> new Fields(node, "'outcomes'", problems).all())
            .orElse(List.of());
    Map<String, List<OutcomeRule>> outcomes = new LinkedHashMap<>();
    described.forEach(entry -> outcomes.put(entry.key().text(), rules(entry.value())));
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
    VariableCheck variableCheck = new VariableCheck(scenario, problems);
    variableCheck.check();
    ConnectionCheck connectionCheck = new ConnectionCheck(scenario, problems);
    connectionCheck.checkNames();
    if (strict) {
      OutcomeCheck outcomeCheck = new OutcomeCheck(scenario, problems);
      // What is faulty may look as if it could not fail.
      if (problems.size() == before) {
        outcomeCheck.checkFailure();
      }
      variableCheck.checkUse();
      connectionCheck.checkNeeds();
      new ServerCheck(scenario, problems).check(scenario.steps(), false);
      outcomeCheck.checkOutcomes(described.stream().map(Node.Entry::key).toList());
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

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
