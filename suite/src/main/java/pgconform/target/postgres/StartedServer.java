package pgconform.target.postgres;

import java.util.Map;
import pgconform.scenario.ShutdownStep;
import pgconform.target.probe.ServerUnderTest;

/** A server that was started for the run, with the means to end it and to start more like it. */
public interface StartedServer extends ServerUnderTest {
  /** Tells whether it speaks TLS over TCP. */
  boolean tls();

  /**
   * Starts another server like this one.
   *
   * @param forRecovery whether it recovers for as long as it lives, and takes no session
   * @param furtherSettings settings of postgresql.conf on top of those of this one
   */
  StartedServer startAnother(boolean forRecovery, Map<String, String> furtherSettings);

  /** Tells it to shut down, and waits until it says that it was told. */
  void shutDown(ShutdownStep.Mode mode);

  /** Ends it, however far it is, and keeps its data. */
  void end();

  /** Starts it again after its end; if that fails, nothing of it is left. */
  void startAgain();
}
