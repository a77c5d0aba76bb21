package pgconform.scenario;

/** Who is under test. */
public enum Role {
  /** We are the client. */
  SERVER,
  /** We are the server that the client under test connects to. */
  CLIENT,
  /** We are both ends, with the proxy under test between them. */
  PROXY
}
