package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A single action or wait. Steps name the connections and sessions that they are about.
 *
 * <p>A step describes itself: its form defines how it is read, its parts what it uses and defines,
 * and it can be printed in prose. The visitor carries it out.
 */
public interface Step {
  /** Stands for the transport that the user of the target would choose. */
  String USUAL = "usual";

  /** Returns its place in the file. */
  Place place();

  /** Returns the values, patterns, names and steps in it. */
  StepProperties parts();

  /** Describes the step in prose, in one line. */
  String told();

  /** Returns further lines of prose, which belong below that one. */
  default List<String> details() {
    return List.of();
  }

  /** Returns the longest time that it waits, if it specifies that itself. */
  default Optional<Duration> within() {
    return Optional.empty();
  }

  /** Returns whether the behavior of a server can make the scenario fail at this step. */
  default boolean canFail(Scenario scenario) {
    return parts().judges || parts().inner().anyMatch(step -> step.canFail(scenario));
  }

  /** Adds what is wrong with the step in this scenario, unless the form or the parts show it. */
  default void check(Scenario scenario, FileErrors problems) {}

  /** Calls the method of the visitor that carries the step out. */
  <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X;

  /** Returns steps and the steps inside them, each before those inside it. */
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

  /** Describes steps in prose; each begins with a dash. */
  static List<String> told(List<Step> steps, String indent) {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      lines.add(indent + "- " + step.told());
      step.details().forEach(line -> lines.add(indent + line));
    }
    return lines;
  }
}
