package pgconform.testing;

import java.io.IOException;

/** What a server does on one connection. */
@FunctionalInterface
public interface Script {
  /** Serves the connection, which is closed afterwards; a connection that breaks is no fault. */
  void serve(Peer peer) throws IOException;
}
