package pgconform.scenario;

import java.util.List;

/**
 * What a requirement does to a server, besides starting ordinary sessions and canceling their
 * queries: what somebody wants to know who shares the server with others.
 */
public enum Effect {
  /** Octets, wrong lengths and codes, messages that are well-formed and out of place. */
  MALFORMED_PACKETS(
      'm',
      "malformed packets",
      "sends what no ordinary client sends: broken packets, or messages out of place",
      false),
  /** Many connections at once. */
  FLOODS('f', "floods", "opens ten or more connections at the same time", false),
  /** All connection slots are in use. */
  FILLS_THE_SERVER(
      'x', "fills the server", "starts sessions until the server has no room for another", false),
  /** A table that others can see. */
  CREATES_A_TABLE(
      't', "creates a table", "creates a table that is not temporary, and drops it", false),
  /** Other things that others can see. */
  CHANGES_THE_SERVER(
      'c',
      "changes the server",
      "creates or changes functions, event triggers, databases, roles or replication slots",
      false),
  /** Not by a cancel, and not by the session itself. */
  ENDS_SESSIONS('e', "ends sessions", "ends sessions of its own with pg_terminate_backend", false),
  /** Cancels that only a server with a defect takes for valid. */
  FOREIGN_PROCESS_IDS(
      'p',
      "foreign process IDs",
      "sends CancelRequests for process IDs that none of its own sessions has had",
      false),
  /** Logins that are meant to fail. */
  FAILED_LOGINS(
      'l',
      "failed logins",
      "logs in with a wrong password, or as a role that is not let in or does not exist",
      false),
  /** Connections that do nothing for many seconds. */
  WAITS('w', "waits", "leaves connections open until a time limit of the server has passed", true),
  /** The server under test is spared. */
  THROW_AWAY_SERVER(
      's', "throw-away server", "starts a server of its own, and shuts that down", true);

  /** An effect that a scenario declares. */
  static final Type<Effect> TYPE =
      Type.referring("effect", Type.oneOf(List.of(values()), Effect::toString));

  private final char letter;
  private final String word;
  private final String about;
  private final boolean gentle;

  Effect(char letter, String word, String about, boolean gentle) {
    this.letter = letter;
    this.word = word;
    this.about = about;
    this.gentle = gentle;
  }

  /** The letter that stands for it where there is little room. */
  public char letter() {
    return letter;
  }

  /** What a requirement that has it does, as the end of a sentence. */
  public String about() {
    return about;
  }

  /** Whether a server that is shared with others takes no harm from it. */
  public boolean gentle() {
    return gentle;
  }

  /** The word that scenario files and reports use. */
  @Override
  public String toString() {
    return word;
  }
}
