package pgconform.exchange;

import pgconform.link.Connector;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;

/** A server like the one under test, which is started for one case. The case may shut it down. */
public interface ThrowAwayServer extends AutoCloseable {
  /** Starts such servers. */
  interface Factory {
    /** One as a step wants it, ready or as far as it ever comes. */
    ThrowAwayServer start(ServerStep wanted);
  }

  /** How to reach it. */
  Connector connector();

  /** How a query is held on it. */
  HoldStrategy holdStrategy();

  /** Tells it to shut down; it knows when this returns, and may still have sessions. */
  void shutDown(ShutdownStep.Mode mode);

  /** Ends it, however far it is, and removes what it had. */
  @Override
  void close();
}
