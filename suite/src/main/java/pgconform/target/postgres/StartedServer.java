package pgconform.target.postgres;

import java.util.Map;
import pgconform.scenario.ShutdownStep;
import pgconform.target.probe.ServerUnderTest;

/** A server that was started for the run, with the means to end it and to start similar ones. */
public interface StartedServer extends ServerUnderTest {
  /** Returns whether it supports TLS over TCP. */
  boolean tls();

  /**
   * Starts another server like this one.
   *
   * @param forRecovery whether it is in recovery for as long as it lives, and accepts no sessions
   * @param furtherSettings the settings of postgresql.conf, in addition to those of this server
   */
  StartedServer startAnother(boolean forRecovery, Map<String, String> furtherSettings);

  /** Tells it to shut down, and waits until it reports that it was told to. */
  void shutDown(ShutdownStep.Mode mode);

  /** Ends it in whatever state it is, and keeps its data. */
  void end();

  /** Starts it again after its end; if that fails, nothing is left of it. */
  void startAgain();
}
