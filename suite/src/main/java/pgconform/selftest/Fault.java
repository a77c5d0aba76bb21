package pgconform.selftest;

import java.util.Random;
import java.util.function.Consumer;

/**
 * One rule of the protocol, broken.
 *
 * @param name what it is called on the command line and in the kill matrix; permanent
 * @param area of the scenarios of which at least one has to notice
 * @param says what a server with this fault does, in one sentence
 * @param kind how it is to be met
 * @param change what is done to the rules of a faithful proxy
 */
public record Fault(String name, String area, String says, Kind kind, Consumer<Rules> change) {
  /** How a fault shows. */
  public enum Kind {
    /** Whenever it is met. */
    ALWAYS,
    /** To scenarios that wait for a time limit. */
    SLOW,
    /** Now and then, by chance. */
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

  /** The rules of a proxy that has this fault. */
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
