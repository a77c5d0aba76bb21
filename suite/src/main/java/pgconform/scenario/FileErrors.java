package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Collects the faults of files, so that a user sees all of them at once. */
final class FileErrors {
  private final List<FileError> all = new ArrayList<>();
  private final List<Demand> demands = new ArrayList<>();

  /**
   * A condition of a field on the variable that is used in it.
   *
   * @param fault returns why a value of the variable is wrong there; empty if it is right
   */
  record Demand(Expression.Variable variable, Function<String, Optional<String>> fault) {}

  /**
   * Adds a fault.
   *
   * @param message one sentence, in which the arguments replace {@code %s}
   */
  // The annotation that Error Prone asks for is in a library that this project does not use.
  @SuppressWarnings("AnnotateFormatMethod")
  void add(Place place, String message, Object... arguments) {
    all.add(
        new FileError(place, arguments.length == 0 ? message : String.format(message, arguments)));
  }

  /** Adds the faults of another file. */
  void addAll(List<FileError> others) {
    all.addAll(others);
  }

  /** Notes a condition on a variable, to be checked when its values are known. */
  void demand(Expression.Variable variable, Function<String, Optional<String>> fault) {
    demands.add(new Demand(variable, fault));
  }

  /** Returns the conditions that were noted since the last call. */
  List<Demand> demands() {
    List<Demand> noted = List.copyOf(demands);
    demands.clear();
    return noted;
  }

  /** Drops the noted conditions. */
  void forgetDemands() {
    demands.clear();
  }

  int size() {
    return all.size();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<FileError> all() {
    return all;
  }
}
