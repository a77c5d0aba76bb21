package pgconform.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import pgconform.link.Transport;
import pgconform.property.Cases;
import pgconform.property.VariableBounds;
import pgconform.report.Plural;
import pgconform.run.Effort;
import pgconform.scenario.Bug;
import pgconform.scenario.Effect;
import pgconform.scenario.Role;
import pgconform.scenario.Scenario;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pgconform list}: the requirements, a line each. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lists the requirements with id, level, area and title.")
final class ListCommand implements Callable<Integer> {
  @Mixin private ScenarioOptions scenarios;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Whom the requirements are for: server (the default), client or proxy.")
  private Role role = Role.SERVER;

  @Option(
      names = "--json",
      description = "Print everything that is known about each requirement, as JSON.")
  private boolean json;

  @Option(
      names = "--coverage",
      description =
          "Show all requirements: the scenarios that check them and, for servers, the verdicts that"
              + " releases of PostgreSQL are known to give, or why no scenario checks them.")
  private boolean coverage;

  @Option(
      names = "--record",
      paramLabel = "REPORT",
      description = "With --coverage: record the verdicts of this report.json as the known ones.")
  private Path record;

  @Option(
      names = "--compare",
      paramLabel = "REPORT",
      description =
          "With --coverage: show where this report.json differs; exit status 1 if it does.")
  private Path compare;

  @Option(
      names = "--cases",
      description =
          "Show the cases that a run with --seed draws for a target with every transport.")
  private boolean cases;

  @Option(names = "--seed", paramLabel = "S", description = "The seed for --cases. Default: 1.")
  private long seed = 1;

  @Option(
      names = "--tries",
      paramLabel = "N",
      description = "For --cases: the maximum number of cases for each scenario.")
  private int tries = Effort.DEFAULT.tries();

  @Override
  public Integer call() {
    if (!coverage && (record != null || compare != null)) {
      throw new WrongUsage("--record and --compare need --coverage");
    }
    if (scenarios.narrowed() && (record != null || compare != null)) {
      throw new WrongUsage(
          "--record and --compare cannot be combined with options that select scenarios");
    }
    if (role != Role.SERVER && (record != null || compare != null)) {
      throw new WrongUsage("--record and --compare are about servers: leave out --role");
    }
    if (record != null) {
      CoverageList.record(record);
      return 0;
    }
    List<Scenario> chosen = scenarios.chosen(scenarios.all(role));
    if (compare != null) {
      return new CoverageList(role, chosen, false).compare(compare);
    }
    if (coverage) {
      CoverageList list = new CoverageList(role, chosen, scenarios.narrowed());
      System.out.println(json ? list.json() : list.text());
      return 0;
    }
    if (cases) {
      chosen.forEach(this::cases);
    } else if (json) {
      System.out.println(json(chosen));
    } else {
      text(chosen);
    }
    return 0;
  }

  private void cases(Scenario scenario) {
    VariableBounds space = new VariableBounds(List.of(Transport.values()), 4);
    Cases.Plan plan = Cases.plan(scenario, space, seed, tries);
    for (Cases.Candidate candidate : plan.cases()) {
      System.out.println(Screen.line((scenario.id() + "  " + candidate.value()).strip()));
    }
  }

  private static void text(List<Scenario> chosen) {
    int id = chosen.stream().mapToInt(s -> s.id().length()).max().orElse(0);
    int area = chosen.stream().mapToInt(s -> s.area().length()).max().orElse(0);
    int effects = chosen.stream().mapToInt(s -> s.effects().size()).max().orElse(0);
    for (Scenario scenario : chosen) {
      String columns = "%-" + id + "s  %-7s  %-" + area + "s  %-" + Math.max(1, effects) + "s  %s";
      System.out.println(
          Screen.line(
              columns.formatted(
                  scenario.id(),
                  level(scenario),
                  scenario.area(),
                  letters(scenario),
                  scenario.title())));
    }
    System.out.println(Plural.of(chosen.size(), "requirement"));
    if (effects > 0 && chosen.get(0).role() == Role.SERVER) {
      legend(chosen);
    }
  }

  private static String letters(Scenario scenario) {
    String letters =
        scenario.effects().stream()
            .map(effect -> String.valueOf(effect.letter()))
            .collect(Collectors.joining());
    return letters.isEmpty() ? "-" : letters;
  }

  /** Prints what the letters mean. */
  private static void legend(List<Scenario> chosen) {
    System.out.println();
    System.out.println("The letters before the titles say what a requirement does to the server:");
    for (Effect effect : Effect.values()) {
      long count = chosen.stream().filter(s -> s.effects().contains(effect)).count();
      if (count > 0) {
        System.out.printf("  %s  %-19s  %3d  %s%n", effect.letter(), effect, count, effect.about());
      }
    }
    long harsh = chosen.stream().filter(s -> !s.gentle()).count();
    System.out.printf("'run --gentle' leaves out %d of them.%n", harsh);
  }

  private static String json(List<Scenario> chosen) {
    JsonMapper mapper = JsonMapper.builder().build();
    ArrayNode list = mapper.createArrayNode();
    for (Scenario scenario : chosen) {
      ObjectNode node = list.addObject();
      node.put("id", scenario.id());
      node.put("title", scenario.title());
      node.put("area", scenario.area());
      node.put("role", scenario.role().name().toLowerCase(Locale.ROOT));
      node.put("level", level(scenario));
      scenario.servers().ifPresent(servers -> node.put("servers", servers.toString()));
      strings(node.putArray("source"), scenario.sources());
      strings(node.putArray("bug"), scenario.bugs().stream().map(Bug::toString).toList());
      scenario
          .disputed()
          .ifPresent(
              d ->
                  node.putObject("disputed")
                      .put("question", d.question())
                      .put("one reading", d.one())
                      .put("other reading", d.other())
                      .put("judged", d.judged()));
      node.put("consequence", scenario.consequence());
      strings(node.putArray("needs"), scenario.needs().stream().map(Object::toString).toList());
      strings(node.putArray("effects"), scenario.effects().stream().map(Effect::toString).toList());
      node.put("gentle", scenario.gentle());
      node.put("since", scenario.since());
      node.put("alone", scenario.alone());
      strings(
          node.putArray("variables"), scenario.variables().stream().map(v -> v.name()).toList());
      node.put("file", scenario.place().file());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(list);
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static String level(Scenario scenario) {
    return scenario.level().toString();
  }
}
