package pgconform.testing;

import java.util.List;
import java.util.stream.Stream;
import pgconform.exchange.Actual;
import pgconform.exchange.Evidence;
import pgconform.exchange.Expected;
import pgconform.link.Event;
import pgconform.scenario.FieldTest;
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

  /**
   * An event with this name was expected, such as {@code Closed} or {@code ErrorResponse C=28000}.
   */
  public static Expected expected(String event) {
    String[] words = event.split(" (?=\\w=\\w+$)", 2);
    List<FieldTest> tests =
        Stream.of(words)
            .skip(1)
            .map(test -> test.split("=", 2))
            .map(test -> new FieldTest(PLACE, test[0], List.of(exactly(test[1])), false))
            .toList();
    return new Expected.Events(List.of(new Pattern.One(PLACE, words[0], tests, "")));
  }

  private static FieldTest.Value exactly(String text) {
    return new FieldTest.Exactly(text);
  }

  /** Something else came where the end of a connection was expected. */
  public static Evidence on(String connection, Actual came) {
    return new Evidence(PLACE, connection, expected("Closed"), came);
  }
}
