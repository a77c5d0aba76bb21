package pgconform.exchange;

/**
 * How many sessions of a case a target serves at the same time. Behind a pooler, sessions share a
 * few server connections; a session that gets none waits, possibly forever.
 *
 * @param sessions the number of sessions that can have a query answered at the same time
 * @param taken when a session takes a part of the room
 */
public record Room(int sessions, Taken taken) {
  /** From when on a session takes a part of the room; it gives that part back when it ends. */
  public enum Taken {
    /** A session takes it as soon as it starts. */
    BY_START,
    /** A session takes it as soon as it sends its first query. */
    BY_QUERY,
    /** A session takes it while it is in a transaction or runs a query, and not in between. */
    BY_TRANSACTION
  }

  /** Room for as many sessions as scenarios start. */
  public static final Room PLENTY = new Room(Integer.MAX_VALUE, Taken.BY_START);

  /** Returns whether a case may need more room than there is. */
  public boolean isLimited() {
    return sessions < Integer.MAX_VALUE;
  }

  /** Returns whether this many sessions can have a query answered at the same time. */
  public boolean has(int wanted) {
    return sessions >= wanted;
  }

  /** Returns whether a session that runs no query leaves its part to others. */
  public boolean idleIsFree() {
    return !isLimited() || taken == Taken.BY_TRANSACTION;
  }

  /**
   * Returns the room for each of this many scenarios, besides the session that monitors the target.
   */
  public Room sharedBy(int jobs) {
    return !isLimited() || jobs == 1 ? this : new Room(Math.max(1, (sessions - 2) / jobs), taken);
  }

  /** Returns why a case cannot be judged, and what to do about it, in a sentence. */
  String tooSmall(int needed) {
    return ("this takes %s at the same time, and the target has room %s; a larger pool or"
            + " connection limit makes room")
        .formatted(words(needed), this);
  }

  /** Returns why a silence is not held against a target that has no room for another session. */
  String full() {
    return ("nothing arrived within the time limit, and the case has taken all the room that the"
            + " target has (%s), so no other session can show whether the target answers; a larger"
            + " pool or connection limit makes room")
        .formatted(this);
  }

  private String words(int count) {
    String what = taken == Taken.BY_TRANSACTION ? "transaction" : "session";
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  /** Returns the words used in reports. */
  @Override
  public String toString() {
    return isLimited() ? "for " + words(sessions) : "for many sessions";
  }
}
