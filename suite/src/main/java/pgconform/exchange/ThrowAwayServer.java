package pgconform.exchange;

import pgconform.link.Connector;
import pgconform.scenario.ServerStep;
import pgconform.scenario.ShutdownStep;

/** A server like the one under test, which is started for one case. The case may shut it down. */
public interface ThrowAwayServer extends AutoCloseable {
  /** Starts such servers. */
  interface Factory {
    /** Starts a server as a step asks for; returns when it is ready or can get no further. */
    ThrowAwayServer start(ServerStep wanted);
  }

  /** Returns how to reach it. */
  Connector connector();

  /** Returns how a query is held on it. */
  HoldStrategy holdStrategy();

  /**
   * Tells it to shut down; when this returns, it has received the request but may still have
   * sessions.
   */
  void shutDown(ShutdownStep.Mode mode);

  /** Ends it in whatever state it is, and removes its files. */
  @Override
  void close();
}
