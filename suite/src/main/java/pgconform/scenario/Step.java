package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing to do or to wait for. Steps name the connections and sessions that they are about.
 *
 * <p>A step knows itself: its form says how it is read, its parts what it uses and gives, and it
 * tells itself in prose. What it does is up to the visitor that carries it out.
 */
public interface Step {
  /** Stands for the transport that the user of the target would choose. */
  String USUAL = "usual";

  /** Where it stands. */
  Place place();

  /** The values, patterns, names and steps in it. */
  StepProperties parts();

  /** The step in prose, in one line. */
  String told();

  /** Further lines of prose, which belong below that one. */
  default List<String> details() {
    return List.of();
  }

  /** The longest time that it waits, where it says so itself. */
  default Optional<Duration> within() {
    return Optional.empty();
  }

  /** Whether something that a server does can make the scenario fail at this step. */
  default boolean canFail(Scenario scenario) {
    return parts().judges || parts().inner().anyMatch(step -> step.canFail(scenario));
  }

  /**
   * Adds what is wrong with the step in this scenario and shows neither in the form nor in parts.
   */
  default void check(Scenario scenario, FileErrors problems) {}

  /** Has the visitor carry the step out. */
  <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X;

  /** Steps and the steps inside them, each before those inside it. */
  static Stream<Step> all(List<Step> steps) {
    List<Step> all = new ArrayList<>();
    addAll(steps, all);
    return all.stream();
  }

  private static void addAll(List<Step> steps, List<Step> into) {
    for (Step step : steps) {
      into.add(step);
      step.parts().blocks.forEach(block -> addAll(block, into));
    }
  }

  /** Steps in prose, each beginning with a dash. */
  static List<String> told(List<Step> steps, String indent) {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      lines.add(indent + "- " + step.told());
      step.details().forEach(line -> lines.add(indent + line));
    }
    return lines;
  }
}
