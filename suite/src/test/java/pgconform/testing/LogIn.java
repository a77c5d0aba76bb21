package pgconform.testing;

import java.io.IOException;

/** How a server lets somebody in, up to where AuthenticationOk follows. */
@FunctionalInterface
public interface LogIn {
  /**
   * Asks for what has to be asked for.
   *
   * @return whether the client may come in; if not, it has been told
   */
  boolean admit(Peer peer, String user) throws IOException;

  /** Whoever comes. */
  LogIn TRUST = (peer, user) -> true;
}
