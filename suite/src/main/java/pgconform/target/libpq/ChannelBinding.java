package pgconform.target.libpq;

/** libpq's {@code channel_binding}: whether SCRAM is bound to the TLS channel. */
public enum ChannelBinding implements KeywordParameter {
  /** SCRAM is never bound. */
  DISABLE,
  /** SCRAM is bound if client and server can do so; the default. */
  PREFER,
  /** A session that is not bound is refused. */
  REQUIRE
}
