package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Runs a race: the same steps many times, with a delay between them that is explored where outcomes
 * change, and with rules that are checked in each round.
 *
 * @param rounds the number of rounds at the default effort, in all cases together
 * @param offset the range of {@code $offset}; empty if the steps do not use it
 * @param never the names of outcomes that no round may have; those of one round are joined by
 *     {@code +}
 * @param least the minimum percentage of rounds with an outcome; otherwise the race was not seen
 * @param except the rules that are not checked
 */
public record RoundsStep(
    Place place,
    int rounds,
    Optional<OffsetRange> offset,
    List<String> never,
    Map<String, Integer> least,
    List<RaceRule> except,
    List<Step> steps)
    implements Step {
  /** The name of {@code $offset}. */
  public static final String OFFSET = "offset";

  /** The name of {@code $length}. */
  public static final String LENGTH = "length";

  /** Separates the outcomes of one round. */
  public static final String AND = " + ";

  /** The confidence level of the limits. */
  public static final double CONFIDENCE = 0.95;

  private static final Type<Integer> NUMBER =
      Type.single(
          Type.textSchema(),
          (text, field, problems) -> {
            if (!text.text().matches("[1-9]\\d{0,4}")) {
              problems.add(text.place(), "'%s' takes a number", field);
              return 1;
            }
            return Integer.valueOf(text.text());
          });

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "rounds",
          "Runs a race many times: `$n` is the round, from 1, and `$offset` a time that is explored"
              + " where the outcomes of rounds change. Where the first rounds all end alike, the"
              + " range of offsets is doubled; `$length` is a third of it, in seconds. The outcome of a round is the names of the"
              + " outcomes that its `expect` steps have reached. What a round opens is closed when"
              + " it ends. In every round these rules are checked on what was seen, except those"
              + " under `except`: `addressed`: an error 57014 comes only on a session to which a"
              + " CancelRequest was sent before; `once`: one CancelRequest cancels at most one"
              + " statement; `fence`: what is sent after the connection of the CancelRequest has"
              + " closed is not canceled by it; `answered`: there is one ReadyForQuery for each"
              + " Query and Sync, and nothing after it. A violation is repeated at the same offset,"
              + " and reported with its rate.",
          f ->
              new RoundsStep(
                  f.place(),
                  f.required(
                      "rounds",
                      "How many rounds all cases have together at the default effort; a tenth of"
                          + " that with `--effort smoke`; 50 times as many, and at least 10000,"
                          + " with `deep`.",
                      NUMBER),
                  f.optional(
                      OFFSET,
                      "The times between which `$offset` is drawn, such as `0..4ms`.",
                      OffsetRange.TYPE),
                  f.list(
                      "never",
                      "Outcomes that no round may have. `committed + absent` is a round that has"
                          + " both. Reports give a bound for how often they can happen.",
                      Type.some(Type.NAME)),
                  f.optional(
                          "at least",
                          "Outcomes, each with the number of rounds out of 100 that have it at"
                              + " least. With fewer, the case is undecided: the race was not seen.",
                          Type.map(NUMBER))
                      .orElse(Map.of()),
                  f.list(
                      "except",
                      "Rules that do not hold here.",
                      Type.some(Type.word(RaceRule.class))),
                  f.required("steps", "The steps of a round.", Steps.LIST)));

  @Override
  public StepProperties parts() {
    StepProperties parts = new StepProperties().block(steps).judging();
    return offset.isPresent() ? parts.names(OFFSET).names(LENGTH) : parts;
  }

  @Override
  public void check(Scenario scenario, FileErrors problems) {
    TreeSet<String> known = new TreeSet<>();
    Step.all(steps).forEach(step -> known.addAll(step.parts().outcomes));
    List<String> used = new ArrayList<>(least.keySet());
    never.forEach(each -> used.addAll(names(each)));
    for (String name : used) {
      if (!known.contains(name)) {
        problems.add(place, "no step of a round leads to '%s'%s", name, Spelling.hint(name, known));
      }
    }
  }

  /** Returns whether rounds may end in more than one way. */
  public boolean endsDifferently() {
    TreeSet<String> outcomes = new TreeSet<>();
    Step.all(steps).forEach(step -> outcomes.addAll(step.parts().outcomes));
    outcomes.remove("");
    never.forEach(outcomes::remove);
    return outcomes.size() > 1;
  }

  /** Returns the outcomes in an entry of {@code never}. */
  public static List<String> names(String outcomes) {
    return List.of(outcomes.split("\\s*\\+\\s*", -1));
  }

  /**
   * Returns the upper limit, with 95 % confidence, of the share of rounds (from 0 to 1) with an
   * outcome that was seen in none of them.
   */
  public static double bound(int rounds) {
    return 1 - Math.pow(1 - CONFIDENCE, 1.0 / rounds);
  }

  @Override
  public String told() {
    return "%d rounds%s".formatted(rounds, offset.map(o -> ", $offset from " + o).orElse(""));
  }

  @Override
  public List<String> details() {
    List<String> lines = new ArrayList<>(Step.told(steps, "  "));
    int deep = RaceEffort.DEEP.of(rounds);
    for (RaceRule rule : RaceRule.values()) {
      if (!except.contains(rule)) {
        lines.add("  in each round: " + rule.words());
      }
    }
    never.forEach(each -> lines.add("  never: " + each));
    lines.add(
        String.format(
            Locale.ROOT,
            "  what is seen in none of %d rounds happens in fewer than %.2g %% of them"
                + " (95 %% confidence); in none of %d (--effort deep), in fewer than %.2g %%",
            rounds,
            100 * bound(rounds),
            deep,
            100 * bound(deep)));
    return lines;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.rounds(this);
  }
}
