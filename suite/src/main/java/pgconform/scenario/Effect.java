package pgconform.scenario;

import java.util.List;

/**
 * What a requirement does to a server, besides starting ordinary sessions and canceling their
 * queries; this matters to those who share the server with others.
 */
public enum Effect {
  /** Sends octets, wrong lengths and codes, or well-formed messages out of place. */
  MALFORMED_PACKETS(
      'm',
      "malformed packets",
      "sends what no ordinary client sends: broken packets, or messages out of place",
      false),
  /** Opens many connections at once. */
  FLOODS('f', "floods", "opens ten or more connections at the same time", false),
  /** Uses all connection slots. */
  FILLS_THE_SERVER(
      'x', "fills the server", "starts sessions until the server has no room for another", false),
  /** Creates a table that others can see. */
  CREATES_A_TABLE(
      't', "creates a table", "creates a table that is not temporary, and drops it", false),
  /** Changes other things that others can see. */
  CHANGES_THE_SERVER(
      'c',
      "changes the server",
      "creates or changes functions, event triggers, databases, roles or replication slots",
      false),
  /** Ends sessions, other than by a cancel or by the session itself. */
  ENDS_SESSIONS('e', "ends sessions", "ends sessions of its own with pg_terminate_backend", false),
  /** Sends CancelRequests that only a server with a defect accepts. */
  FOREIGN_PROCESS_IDS(
      'p',
      "foreign process IDs",
      "sends CancelRequests for process IDs that none of its own sessions has had",
      false),
  /** Makes login attempts that are meant to fail. */
  FAILED_LOGINS(
      'l',
      "failed logins",
      "logs in with a wrong password, or as a role that is not let in or does not exist",
      false),
  /** Keeps connections idle for many seconds. */
  WAITS('w', "waits", "leaves connections open until a time limit of the server has passed", true),
  /** Uses another server, so that the server under test is not affected. */
  THROW_AWAY_SERVER(
      's', "throw-away server", "starts a server of its own, and shuts that down", true);

  /** The type of an effect that a scenario declares. */
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

  /** Returns the letter that stands for it if there is little room. */
  public char letter() {
    return letter;
  }

  /** Returns what a requirement with this effect does, as the end of a sentence. */
  public String about() {
    return about;
  }

  /** Returns whether it does no harm to a server that is shared with others. */
  public boolean gentle() {
    return gentle;
  }

  /** Returns the word that scenario files and reports use. */
  @Override
  public String toString() {
    return word;
  }
}
