package pgconform.property;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The content of the table of a pipeline: as committed, and as the session sees it. */
final class TableContents {
  private List<Integer> committed = new ArrayList<>();
  private List<Integer> seen = new ArrayList<>();
  private int version;

  void add(int number) {
    seen.add(number);
    version++;
  }

  /** Ends the transaction. */
  void end(boolean commit) {
    if (commit) {
      committed = new ArrayList<>(seen);
    } else {
      seen = new ArrayList<>(committed);
      version++;
    }
  }

  /** Returns the numbers in the table, in order. */
  List<Integer> now() {
    List<Integer> sorted = new ArrayList<>(seen);
    Collections.sort(sorted);
    return sorted;
  }

  /** Returns a number that changes with what the session sees. */
  int version() {
    return version;
  }
}
