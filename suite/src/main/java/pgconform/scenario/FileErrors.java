package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;

/** Collects the faults of files, so that a user sees all of them at once. */
final class FileErrors {
  private final List<FileError> all = new ArrayList<>();

  /**
   * Adds a fault.
   *
   * @param message one sentence, in which the arguments stand for {@code %s}
   */
  // The annotation that Error Prone wants is part of Error Prone, which is no library of ours.
  @SuppressWarnings("AnnotateFormatMethod")
  void add(Place place, String message, Object... arguments) {
    all.add(
        new FileError(place, arguments.length == 0 ? message : String.format(message, arguments)));
  }

  /** Adds the faults of another file. */
  void addAll(List<FileError> others) {
    all.addAll(others);
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
