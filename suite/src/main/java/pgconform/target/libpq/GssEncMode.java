package pgconform.target.libpq;

import pgconform.target.failure.BadTarget;

/** libpq's {@code gssencmode}: GSSAPI encryption. */
public enum GssEncMode implements Choice {
  /** None; the default where, as here, GSSAPI is not built in. */
  DISABLE("disable"),
  /** If there are credentials. */
  PREFER("prefer"),
  /** Or no connection. */
  REQUIRE("require");

  private final String text;

  GssEncMode(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** The value for libpq's word, or {@link BadTarget} with the words there are. */
  public static GssEncMode parse(String text) {
    return Choice.parse("gssencmode", text, values());
  }
}
