package pgconform.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one scenario file and notes all its faults. */
final class ScenarioReader {
  private static final Type<String> ID =
      Type.single(
          Type.json("type", "string", "pattern", "^[A-Z][A-Z0-9]{1,9}-\\d{3}[a-z]?$"),
          (text, field, problems) -> {
            if (!text.text().matches("[A-Z][A-Z0-9]{1,9}-\\d{3}[a-z]?")) {
              problems.add(
                  text.place(), "an id is letters, a dash and three digits, such as CAN-006");
            }
            return text.text();
          });

  private static final Type<String> AREA =
      Type.single(
          Type.json("type", "string", "pattern", "^[a-z][a-z0-9-]{0,39}$"),
          (text, field, problems) -> {
            if (!text.text().matches("[a-z][a-z0-9-]{0,39}")) {
              problems.add(
                  text.place(),
                  "an area is lowercase letters, digits and dashes, such as cancel-state");
            }
            return text.text();
          });

  private static final Type<Integer> WEIGHT =
      Type.single(
          Type.textSchema(),
          (text, field, problems) -> {
            if (!text.text().matches("[1-9]\\d?")) {
              problems.add(text.place(), "'weight' takes a number from 1 to 99");
              return 1;
            }
            return Integer.valueOf(text.text());
          });

  /** The type of a version of the catalogue. */
  static final Type<Integer> CATALOGUE_VERSION =
      Type.single(
          Type.textSchema(),
          (text, field, problems) -> {
            if (!text.text().matches("[1-9]\\d{0,5}")) {
              problems.add(text.place(), "'%s' takes a number that is 1 or greater", field);
              return 1;
            }
            return Integer.valueOf(text.text());
          });

  private static final MappingSchema<Disputed> DISPUTED =
      MappingSchema.of(
          "'disputed'",
          "Where the documentation can be read in two ways: the `question`, `one reading`, the"
              + " `other reading`, and how it is `judged` here. `explain` prints them.",
          f ->
              new Disputed(
                  f.required("question", "What is disputed.", Type.LINE),
                  f.required("one reading", "One answer, and who holds it.", Type.LINE),
                  f.required("other reading", "The other answer, and who holds it.", Type.LINE),
                  f.required(
                      "judged",
                      "What this scenario makes of it, by profile where profiles differ.",
                      Type.LINE)));

  /** The form of a published defect that is known to be in certain releases. */
  static final MappingSchema<Bug> BUG =
      MappingSchema.of(
          "a bug",
          "A published defect.",
          f ->
              new Bug(
                  f.required("name", "What it was published as.", Type.LINE),
                  f.optional(
                      "servers", "The releases of PostgreSQL that have it.", ReleaseRange.TYPE)));

  private static final Type<List<Bug>> BUGS =
      Type.mixed(
          Type.single(
              Type.textSchema(),
              (text, field, problems) ->
                  new Bug(Type.LINE.read(text, field, problems), Optional.empty())),
          BUG,
          "bug");

  private final boolean strict;
  private final int before;

  /**
   * Reads a file.
   *
   * @param strict whether all variables and outcomes must be used
   * @param before the number of problems in other files
   */
  private ScenarioReader(boolean strict, int before) {
    this.strict = strict;
    this.before = before;
  }

  /** Returns the scenario in a document without {@code use}; faults are added to the problems. */
  static Scenario read(Node root, FileErrors problems) {
    return form(root, true, problems.size()).read(root, problems);
  }

  /**
   * Returns the scenario in a document from which something was removed, so that variables and
   * outcomes may be unused.
   */
  static Scenario readLeniently(Node root, FileErrors problems) {
    return form(root, false, problems.size()).read(root, problems);
  }

  /** Returns the form of a whole file. */
  static MappingSchema<Scenario> form() {
    return form(new Node.Mapping(new Place("", 1, 1), List.of()), false, 0);
  }

  private static MappingSchema<Scenario> form(Node root, boolean strict, int before) {
    return MappingSchema.of(
        "a scenario",
        "One requirement, stated as a property: for all values of its variables, the steps lead to"
            + " an accepted outcome.",
        f -> new ScenarioReader(strict, before).scenario(f, root));
  }

  private Scenario scenario(MappingReader f, Node root) {
    String id = f.required("id", "Permanent: letters, a dash, three digits.", ID);
    String title =
        f.required("title", "The requirement in one sentence, as it reads in a report.", Type.LINE);
    String area =
        f.required("area", "The area it belongs to; also the name that `--scenario` takes.", AREA);
    Role role = f.optional("role", "Who is under test.", Type.word(Role.class), "server");
    Level level =
        f.required(
            "level",
            "How binding it is. `must`: a deviation fails. `should`: a deviation is lenient, or a"
                + " failure if the target is PostgreSQL itself. `may` and `observe`: the behavior"
                + " is unspecified and recorded; PostgreSQL itself is known to do it.",
            Type.word(Level.class));
    Optional<ReleaseRange> servers =
        f.optional(
            "servers",
            "The releases of PostgreSQL that it applies to. Other products are judged whatever they"
                + " call their version.",
            ReleaseRange.TYPE);
    List<String> sources =
        f.required(
            "source",
            "Where it comes from: sections of PostgreSQL's documentation, functions of its source.",
            Type.some(Type.LINE));
    List<Bug> bugs =
        f.list(
            "bug",
            "Published defects that it finds: a name such as `CVE-2021-23214`, with `servers`"
                + " the releases of PostgreSQL that have it (`{name: CVE-2021-23214, servers:"
                + " \"14.0\"}`). A failure on one of those releases is reported under that"
                + " name.",
            BUGS);
    Optional<Disputed> disputed = f.optional("disputed", "", Type.of(DISPUTED));
    Optional<String> poolersMay =
        f.optional(
            "poolers may",
            "What a product between clients and servers may do otherwise, as a clause that follows"
                + " \"may\". Where it is judged by the profile `pooler`, a deviation is recorded"
                + " and nothing more.",
            Type.LINE);
    String consequence =
        f.required("consequence", "What users lose where it is broken, in one line.", Type.LINE);
    List<Capability> needs =
        f.list(
            "needs",
            "Capabilities without which it cannot be checked, as `probe` and reports name them."
                + " A target that lacks one is `unsupported`.",
            Type.some(Capability.TYPE));
    Set<Effect> declared = EnumSet.noneOf(Effect.class);
    declared.addAll(
        f.list(
            "effects",
            "Effects on the server that the steps do not show. `list` and `explain` tell it"
                + " together with what the steps show, and `run --gentle` leaves the requirement"
                + " out.",
            Type.some(Effect.TYPE)));
    int since =
        f.optional(
            "since",
            "The version of the catalogue that it came with. An expectations file that was written"
                + " for an earlier version does not fail because of it.",
            CATALOGUE_VERSION,
            "1");
    boolean alone =
        f.optional(
            "alone",
            "Whether nothing else may be done with the target meanwhile.",
            Type.FLAG,
            "false");
    boolean cancelsNothing =
        f.optional(
            "cancels nothing",
            "Whether none of its `cancel` steps may change anything. A case that fails is repeated"
                + " without them; if it fails in the same way, they are not the cause, and it is"
                + " `blocked`.",
            Type.FLAG,
            "false");
    List<Variable> variables =
        f.list(
            "for all",
            "The variables that it quantifies over, each with where its values come from.",
            GeneratorReader.VARIABLES);
    int weight =
        f.optional(
            "weight",
            "The number of cases that are drawn for each case of an ordinary scenario. Meant for"
                + " scenarios with many variables.",
            WEIGHT,
            "1");
    List<CaseTable> matrix =
        f.list(
            "matrix",
            "Two variables, `[rows, columns]`, by whose values reports show how the cases went,"
                + " as a table; or a list of such tables.",
            CaseTable.type(variables));
    List<Timed> timed =
        f.list(
            "times",
            "A connection and a variable, `[connection, variable]`: reports show how long the"
                + " server keeps that connection open after what was last sent on it, the median"
                + " and the longest time for each value of the variable.",
            Timed.type(variables));
    Optional<String> onlyCase =
        f.optional(
            "case",
            "The only case to run, as a report writes it; in files that were made of a failure.",
            Type.TEXT);
    List<Step> steps = new ArrayList<>();
    List<Step> given = f.list("given", GivenStep.ABOUT, Steps.KEPT);
    if (!given.isEmpty()) {
      steps.add(new GivenStep(given.get(0).place(), given));
    }
    steps.addAll(f.required("steps", "What is done, in order.", Steps.LIST));
    List<Type.Named<List<OutcomeRule>>> described =
        f.list(
            "outcomes",
            "What named outcomes of `expect` mean. Without an entry, an outcome is as"
                + " required.",
            Type.entries(OutcomeRule.TYPE));
    Map<String, List<OutcomeRule>> outcomes = new LinkedHashMap<>();
    described.forEach(entry -> outcomes.put(entry.key().text(), entry.value()));
    Scenario scenario =
        new Scenario(
            f.place(),
            id,
            title,
            area,
            role,
            level,
            servers,
            sources,
            bugs,
            disputed,
            poolersMay,
            consequence,
            needs,
            Set.copyOf(declared),
            since,
            alone,
            cancelsNothing,
            variables,
            List.copyOf(steps),
            outcomes,
            weight,
            matrix,
            timed.stream().findFirst(),
            onlyCase,
            root);
    f.finish();
    check(scenario, described, f.problems());
    return scenario;
  }

  private void check(
      Scenario scenario, List<Type.Named<List<OutcomeRule>>> described, FileErrors problems) {
    VariableCheck variableCheck = new VariableCheck(scenario, problems);
    ConnectionCheck connectionCheck = new ConnectionCheck(scenario, problems);
    if (problems.size() == before) {
      checkTexts(scenario.root(), problems);
    }
    // A fault that follows from a known one is not reported.
    if (problems.size() == before) {
      new RoleCheck(scenario, problems).check();
    }
    if (problems.size() == before) {
      variableCheck.check();
      connectionCheck.checkNames();
      Step.all(scenario.steps()).forEach(step -> step.check(scenario, problems));
    }
    problems.forgetDemands();
    if (strict && problems.size() == before) {
      OutcomeCheck.checkFailure(scenario, problems);
      variableCheck.checkUse();
      connectionCheck.checkNeeds();
      OutcomeCheck.checkOutcomes(
          scenario, described.stream().map(Type.Named::key).toList(), problems);
    }
  }

  /** Checks that variables in texts are written as such, wherever they occur. */
  private static void checkTexts(Node node, FileErrors problems) {
    if (node instanceof Node.Scalar scalar) {
      ExpressionParser.unfinished(scalar.text())
          .ifPresent(
              at ->
                  problems.add(
                      scalar.place(at),
                      "a variable in a text is written as ${name} or ${a.field}"));
    } else if (node instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> checkTexts(item, problems));
    } else if (node instanceof Node.Mapping mapping) {
      mapping.entries().forEach(entry -> checkTexts(entry.value(), problems));
    }
  }
}
