package pgconform.testing;

import java.util.List;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.link.Event;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;
import pgconform.wire.BackendMessage;

/** Evidence without a run. */
public final class Deviations {
  private static final Place PLACE = new Place("a.yaml", 7, 3);

  private Deviations() {}

  /** A message came. */
  public static Actual came(BackendMessage message) {
    return new Actual.Seen(new Event.Received(1, message));
  }

  /** An event with this name was expected. */
  public static Expected expected(String name) {
    return new Expected.Events(List.of(new Pattern.One(PLACE, name, List.of(), "")));
  }

  /** Something else came where the end of a connection was expected. */
  public static Evidence on(String connection, Actual came) {
    return new Evidence(PLACE, connection, expected("Closed"), came);
  }
}
