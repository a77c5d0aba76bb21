package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Event;
import pgconform.wire.BackendMessage;
import pgconform.wire.BindComplete;
import pgconform.wire.NoData;
import pgconform.wire.ParseComplete;

/** What a pattern makes of events. P is ParseComplete, B is BindComplete, N is NoData. */
class MatchingTest {
  private static final Map<String, BackendMessage> LETTERS =
      Map.of("P", new ParseComplete(), "B", new BindComplete(), "N", new NoData());

  private static Matching matching(String pattern) {
    String text = pattern;
    for (Map.Entry<String, BackendMessage> letter : LETTERS.entrySet()) {
      text = text.replaceAll("\\b" + letter.getKey() + "\\b", letter.getValue().messageName());
    }
    return new Matching(Patterns.of(text), new EventMatcher(variable -> ""));
  }

  private static Event event(char letter, int number) {
    return new Event.Received(number, LETTERS.get(String.valueOf(letter)));
  }

  private static char state(Matching matching) {
    assertTrue(!(matching.satisfied() && matching.lost()), "satisfied or lost, not both");
    return matching.satisfied() ? '+' : matching.lost() ? '-' : '.';
  }

  /** Whoever leaves out several of a group is told all of them. */
  @ParameterizedTest(name = "{0} on {1} lacks {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "(P & B) N      ~ PN ~ BindComplete",
        "(P & B) N      ~ N  ~ ParseComplete and BindComplete",
        "(P & B?) N     ~ N  ~ ParseComplete",
        "P? (B & P) N   ~ PN ~ -",
        "(P & B) N      ~ PP ~ BindComplete",
        "P B N          ~ PN ~ -",
        "(P & B) N      ~ PB ~ -",
        "((P & B) | N) P ~ BN ~ ParseComplete",
      })
  void whatIsLackingOfAGroup(String pattern, String events, String lacking) {
    Matching matching = matching(pattern);
    Event last = null;
    for (int i = 0; i < events.length(); i++) {
      last = event(events.charAt(i), i);
      matching.take(last);
    }
    assertEquals(lacking, matching.lacking(last).map(Expected::toString).orElse("-"));
  }

  /** The first sign stands for the state before any event, the next for that after the first. */
  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "P         ~ P     ~ .+",
        "P         ~ B     ~ .-",
        "P         ~ PP    ~ .+-",
        "P B       ~ PB    ~ ..+",
        "P B       ~ BP    ~ .--",
        "P B       ~ PP    ~ ..-",
        "P B N     ~ PBN   ~ ...+",
        "P B N     ~ PN    ~ ..-",
        "P? B      ~ B     ~ .+",
        "P? B      ~ PB    ~ ..+",
        "P? B      ~ PPB   ~ ..--",
        "P? B? N   ~ N     ~ .+",
        "P? B? N   ~ BN    ~ ..+",
        "P? B? N   ~ PN    ~ ..+",
        "P? B? N   ~ BP    ~ ..-",
        "P B?      ~ PB    ~ .++",
        "P?        ~ P     ~ ++",
        "P?        ~ B     ~ +-",
        "P? P      ~ PPP   ~ .++-",
        "P* B      ~ B     ~ .+",
        "P* B      ~ PPPB  ~ ....+",
        "P* B      ~ PN    ~ ..-",
        "P*        ~ PP    ~ +++",
        "P+        ~ PP    ~ .++",
        "P+ B      ~ B     ~ .-",
        "P+ B      ~ PPB   ~ ...+",
        "P{2}      ~ PPP   ~ ..+-",
        "P{1}      ~ PP    ~ .+-",
        "P{0}      ~ P     ~ +-",
        "P{0} B    ~ B     ~ .+",
        "P{0} B    ~ PB    ~ .--",
        "B P{0}    ~ BP    ~ .+-",
        "P{1,2} B  ~ B     ~ .-",
        "P{1,2} B  ~ PB    ~ ..+",
        "P{1,2} B  ~ PPB   ~ ...+",
        "P{1,2} B  ~ PPPB  ~ ...--",
        "P{0,1} B  ~ PPB   ~ ..--",
        "P{2,} B   ~ PB    ~ ..-",
        "P{2,} B   ~ PPB   ~ ...+",
        "P{2,} B   ~ PPPB  ~ ....+",
        "P{2,3}    ~ PPPP  ~ ..++-",
        "P | B     ~ P     ~ .+",
        "P | B     ~ B     ~ .+",
        "P | B     ~ N     ~ .-",
        "P | B     ~ PB    ~ .+-",
        "P B | P N ~ PB    ~ ..+",
        "P B | P N ~ PN    ~ ..+",
        "P B | P N ~ PP    ~ ..-",
        "P | P B   ~ PB    ~ .++",
        "P? | B    ~ B     ~ ++",
        "(P | B) N ~ PN    ~ ..+",
        "(P | B) N ~ BN    ~ ..+",
        "(P | B) N ~ NP    ~ .--",
        "(P | B)*  ~ PBBP  ~ +++++",
        "(P B)+    ~ PBPB  ~ ..+.+",
        "(P B)* N  ~ PN    ~ ..-",
        "(P B)* N  ~ PBN   ~ ...+",
        "(P B){2}  ~ PBPBP ~ ....+-"
      })
  void followsEvents(String pattern, String events, String states) {
    follow(pattern, events, states);
  }

  private static void follow(String pattern, String events, String states) {
    Matching matching = matching(pattern);
    StringBuilder seen = new StringBuilder().append(state(matching));
    for (int i = 0; i < events.length(); i++) {
      matching.take(event(events.charAt(i), i));
      seen.append(state(matching));
    }
    assertEquals(states, seen.toString());
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "P & B        ~ PB   ~ ..+",
        "P & B        ~ BP   ~ ..+",
        "P & B        ~ PP   ~ ..-",
        "P & B        ~ PBP  ~ ..+-",
        "P & B & N    ~ NPB  ~ ...+",
        "P & B & N    ~ BNP  ~ ...+",
        "P & B & N    ~ PBP  ~ ...-",
        "P & B?       ~ P    ~ .+",
        "P & B?       ~ PB   ~ .++",
        "P & B?       ~ BP   ~ ..+",
        "P? & B?      ~ B    ~ ++",
        "(P & B) N    ~ BPN  ~ ...+",
        "(P & B) N    ~ BN   ~ ..-",
        "N (P & B)    ~ NBP  ~ ...+",
        "(P B) & N    ~ PBN  ~ ...+",
        "(P B) & N    ~ NPB  ~ ...+",
        "(P B) & N    ~ PNB  ~ ..--",
        "(P | B) & N  ~ NB   ~ ..+",
        "P* & N       ~ PNP  ~ ..+-",
        "(P & B)?     ~ BP   ~ +.+",
        "(P & B){2}   ~ BPPB ~ ....+",
        "P & B{0}     ~ PB   ~ .+-",
      })
  void theOrderMayBeFree(String pattern, String events, String states) {
    follow(pattern, events, states);
  }

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "P@x               ~ P   ~ x=0",
        "P@x B@y           ~ PB  ~ x=0 y=1",
        "P@x B@y           ~ P   ~ ''",
        "P@x B? N          ~ PBN ~ x=0",
        "P B@x             ~ PB  ~ x=1",
        "P@x | B@y         ~ B   ~ y=0",
        "P@x | P@y         ~ P   ~ x=0",
        "(P@x){3}          ~ PPP ~ x=2",
        "P@x & B@y         ~ BP  ~ x=1 y=0",
        "P@x N | P@y B     ~ PB  ~ y=0",
        "P                 ~ P   ~ ''",
      })
  void captures(String pattern, String events, String captures) {
    Matching matching = matching(pattern);
    for (int i = 0; i < events.length(); i++) {
      matching.take(event(events.charAt(i), i));
    }
    assertEquals(
        captures,
        matching.captures().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue().nanos())
            .sorted()
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest(name = "{0} behind {1}: {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "P B        ~ ''  ~ ParseComplete",
        "P B        ~ P   ~ BindComplete",
        "P B        ~ PB  ~ ''",
        "P B        ~ B   ~ ''",
        "P? B       ~ ''  ~ ParseComplete or BindComplete",
        "P? B       ~ P   ~ BindComplete",
        "P* B       ~ P   ~ ParseComplete or BindComplete",
        "P{2} B     ~ P   ~ ParseComplete",
        "P{0} B     ~ ''  ~ BindComplete",
        "P | B      ~ ''  ~ ParseComplete or BindComplete",
        "P & B      ~ ''  ~ ParseComplete or BindComplete",
        "P & B      ~ B   ~ ParseComplete",
        "P P? | P B ~ P   ~ ParseComplete or BindComplete",
      })
  void saysWhatCouldComeNext(String pattern, String events, String expected) {
    Matching matching = matching(pattern);
    events.chars().forEach(letter -> matching.take(event((char) letter, 0)));
    assertEquals(expected, Matching.next(List.of(matching)).toString());
  }

  @ParameterizedTest(name = "{0} behind {1} can continue with {2}")
  @CsvSource(
      delimiter = '~',
      value = {
        "P B        ~ ''  ~ P",
        "P B        ~ P   ~ B",
        "P B        ~ PB  ~ ''",
        "P? B       ~ ''  ~ PB",
        "P* B | N   ~ ''  ~ PBN",
        "P{0} B     ~ ''  ~ B",
      })
  void someEventsItTakes(String pattern, String events, String taken) {
    Matching matching = matching(pattern);
    events.chars().forEach(letter -> matching.take(event((char) letter, 0)));
    for (char letter : List.of('P', 'B', 'N')) {
      assertEquals(taken.indexOf(letter) >= 0, matching.takes(event(letter, 0)));
    }
  }

  @Test
  void severalPatternsExpectWhatEachExpects() {
    List<Matching> both = List.of(matching("P B"), matching("(N | P) B"));
    assertEquals("ParseComplete or NoData", Matching.next(both).toString());
    both.forEach(m -> m.take(event('N', 0)));
    assertEquals("BindComplete", Matching.next(both).toString());
    assertEquals("ParseComplete or NoData", Matching.insteadOfLast(both).toString());
    both.forEach(m -> m.take(event('N', 0)));
    assertEquals("", Matching.next(both).toString());
    assertEquals(
        "BindComplete",
        Matching.insteadOfLast(both).toString(),
        "not what the first had waited for");
  }

  @Test
  void manyEventsTakeLittleTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Matching matching = matching("((P? B?)* & (P* | B*)*){0,9} (P?){4} N");
          for (int i = 0; i < 300; i++) {
            matching.take(event(i % 3 == 0 ? 'P' : 'B', i));
          }
          matching.take(event('N', 300));
          assertTrue(matching.satisfied());
        });
  }
}
