package pgconform.selftest;

import java.util.Random;
import java.util.function.Consumer;

/**
 * A fault that breaks one rule of the protocol.
 *
 * @param name the permanent name on the command line and in the kill matrix
 * @param area the area of the scenarios of which at least one must notice it
 * @param says what a server with this fault does, in one sentence
 * @param kind when it shows
 * @param change changes the rules of a faithful proxy
 */
public record Fault(String name, String area, String says, Kind kind, Consumer<Rules> change) {
  /** When a fault shows. */
  public enum Kind {
    /** It shows whenever it is met. */
    ALWAYS,
    /** It shows to scenarios that wait for a time limit. */
    SLOW,
    /** It shows now and then, by chance. */
    RARE
  }

  static Fault of(String name, String area, String says, Consumer<Rules> change) {
    return new Fault(name, area, says, Kind.ALWAYS, change);
  }

  static Fault slow(String name, String area, String says, Consumer<Rules> change) {
    return new Fault(name, area, says, Kind.SLOW, change);
  }

  static Fault rare(String name, String area, String says, Consumer<Rules> change) {
    return new Fault(name, area, says, Kind.RARE, change);
  }

  /** Returns the rules of a proxy that has this fault. */
  Rules rules(Random random) {
    Rules rules = new Rules(random);
    change.accept(rules);
    return rules;
  }

  @Override
  public String toString() {
    return name;
  }
}
