package pgconform.selftest;

import java.util.function.Consumer;

/**
 * One rule of the protocol, broken.
 *
 * @param name what it is called on the command line and in the kill matrix; permanent
 * @param area of the scenarios of which at least one has to notice
 * @param says what a server with this fault does, in one sentence
 * @param slow whether it takes a scenario that waits for a time limit to notice
 * @param change what is done to the rules of a faithful proxy
 */
public record Fault(String name, String area, String says, boolean slow, Consumer<Rules> change) {
  static Fault of(String name, String area, String says, Consumer<Rules> change) {
    return new Fault(name, area, says, false, change);
  }

  static Fault slow(String name, String area, String says, Consumer<Rules> change) {
    return new Fault(name, area, says, true, change);
  }

  @Override
  public String toString() {
    return name;
  }
}
