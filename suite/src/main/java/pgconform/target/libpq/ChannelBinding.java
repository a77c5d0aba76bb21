package pgconform.target.libpq;

import pgconform.target.failure.BadTarget;

/** libpq's {@code channel_binding}: whether SCRAM is bound to the TLS channel. */
public enum ChannelBinding implements Choice {
  /** Never. */
  DISABLE("disable"),
  /** If client and server can; the default. */
  PREFER("prefer"),
  /** Or no connection. */
  REQUIRE("require");

  private final String text;

  ChannelBinding(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** The value for libpq's word, or {@link BadTarget} with the words there are. */
  public static ChannelBinding parse(String text) {
    return Choice.parse("channel_binding", text, values());
  }
}
