package pgconform.scenario;

/** The role of the subject under test. */
public enum Role {
  /** The subject is a server, and pgconform is the client. */
  SERVER,
  /** The subject is a client, which connects to pgconform as the server. */
  CLIENT,
  /** The subject is a proxy between pgconform as the client and pgconform as the server. */
  PROXY
}
