package pgconform.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.link.Transport;
import pgconform.scenario.Scenario;
import pgconform.wire.Bytes;

/** Which cases a scenario has, and how they are written. */
class CasesTest {
  private static List<Case> values(Cases.Plan plan) {
    return plan.cases().stream().map(Cases.Candidate::value).toList();
  }

  private static List<Object> valuesOfX(Scenario scenario, int tries) {
    return values(Cases.plan(scenario, Properties.SPACE, 1, tries)).stream()
        .map(c -> c.values().get("x"))
        .toList();
  }

  @Test
  void everyCaseCanBeWrittenAndRead() {
    for (Scenario scenario : Properties.scenarios(150)) {
      for (Case each : values(Cases.plan(scenario, Properties.SPACE, 99, 30))) {
        assertEquals(each, Cases.parse(scenario, each.toString()).value(), each.toString());
        assertTrue(
            each.toString().chars().allMatch(c -> c >= ' ' && c < 127), () -> each.toString());
      }
    }
  }

  @Test
  void textsThatLookLikeWhatIsWrittenForOthers() {
    Scenario scenario =
        Properties.of(
            """
            ["%u0041", "100%", "%%u0020", "%u", " a ", "a=b, c=d", "", "  ", "\\u0041", "'", "#"]
            """);
    Cases.Plan plan = Cases.plan(scenario, Properties.SPACE, 1, 12);
    assertEquals(11, plan.cases().size());
    for (Case each : values(plan)) {
      assertEquals(each, Cases.parse(scenario, each.toString()).value(), each.toString());
    }
  }

  @Test
  void theSameSeedGivesTheSameCases() {
    long seed = 0;
    for (Scenario scenario : Properties.scenarios(60)) {
      seed = seed * 31 + 17;
      assertEquals(
          values(Cases.plan(scenario, Properties.SPACE, seed, 20)),
          values(Cases.plan(scenario, Properties.SPACE, seed, 20)));
    }
  }

  @Test
  void casesAreDistinctAndNoMoreThanAskedFor() {
    for (Scenario scenario : Properties.scenarios(100)) {
      Cases.Plan plan = Cases.plan(scenario, Properties.SPACE, 7, 25);
      assertTrue(plan.cases().size() <= 25);
      assertFalse(plan.cases().isEmpty());
      Set<Case> distinct = new HashSet<>(values(plan));
      assertEquals(plan.cases().size(), distinct.size());
    }
  }

  @Test
  void anotherSeedGivesOtherCases() {
    Scenario scenario = Properties.of("{octets: 8..8}");
    assertNotEquals(
        values(Cases.plan(scenario, Properties.SPACE, 1, 50)),
        values(Cases.plan(scenario, Properties.SPACE, 2, 50)));
  }

  @Test
  void aSeedMeansTheSameForEver() {
    // Reports name seeds: what one means must not change unnoticed.
    Scenario scenario = Properties.of(new LinkedHashMap<>(Map.of("x", "{integer: 0..1000000}")));
    assertEquals(
        "x=0; x=1; x=2; x=999999; x=1000000; x=5792; x=83776; x=33; x=42144; x=1317; x=43250;"
            + " x=116",
        values(Cases.plan(scenario, Properties.SPACE, 42, 12)).stream()
            .map(Case::toString)
            .collect(Collectors.joining("; ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{integer: 1..5} | 5",
        "{integer: -1..10} | 12",
        "[a, b, a] | 2",
        "{transport: any} | 3",
        "{transport: [tls]} | 1",
        "{wrong key: [zero, ones, reverse]} | 3",
        "{wrong key: [truncate]} | 4",
        "{cuts of: 2} | 2",
        "{parameters: 0..0} | 1"
      })
  void aSmallSpaceIsExhausted(String generator, int size) {
    Cases.Plan plan = Cases.plan(Properties.of(generator), Properties.SPACE, 1, 12);
    assertTrue(plan.all());
    assertEquals(size, plan.cases().size(), plan.cases().toString());
    Cases.Plan fewer = Cases.plan(Properties.of(generator), Properties.SPACE, 1, size);
    assertEquals(size, fewer.cases().size());
    if (size > 1) {
      Cases.Plan tooFew = Cases.plan(Properties.of(generator), Properties.SPACE, 1, size - 1);
      assertFalse(tooFew.all());
      assertEquals(size - 1, tooFew.cases().size());
    }
  }

  @Test
  void allCombinationsOfSmallSpaces() {
    Map<String, String> generators = new LinkedHashMap<>();
    generators.put("transport", "{transport: any}");
    generators.put("word", "[a, b]");
    Cases.Plan plan = Cases.plan(Properties.of(generators), Properties.SPACE, 1, 6);
    assertTrue(plan.all());
    assertEquals(
        "[transport=plain, word=a, transport=plain, word=b, transport=tls, word=a,"
            + " transport=tls, word=b, transport=direct tls, word=a, transport=direct tls, word=b]",
        values(plan).toString());
  }

  @Test
  void aVariableMayDependOnAnother() {
    Map<String, String> generators = new LinkedHashMap<>();
    generators.put("cut", "{framing of: $size}");
    generators.put("least", "{integer: 1..$size}");
    generators.put("size", "{integer: 5..9}");
    for (Case each : values(Cases.plan(Properties.of(generators), Properties.SPACE, 1, 200))) {
      long size = (Long) each.values().get("size");
      long least = (Long) each.values().get("least");
      Framing cut = (Framing) each.values().get("cut");
      assertTrue(least >= 1 && least <= size, each.toString());
      assertTrue(cut.cuts().stream().allMatch(c -> c < size), each.toString());
      assertEquals(List.of("cut", "least", "size"), List.copyOf(each.values().keySet()));
    }
  }

  @Test
  void withoutVariablesThereIsOneCase() {
    Scenario scenario =
        pgconform.testing.Scenarios.steps("- open: c\n- expect: c\n  messages: Closed");
    Cases.Plan plan = Cases.plan(scenario, Properties.SPACE, 1, 12);
    assertTrue(plan.all());
    assertEquals(List.of(new Case(Map.of())), values(plan));
    assertEquals("", plan.cases().get(0).value().toString());
    assertEquals(new Case(Map.of()), Cases.parse(scenario, "").value());
  }

  @Test
  void edgesComeFirst() {
    List<Object> integers = valuesOfX(Properties.of("{integer: -5..70000}"), 20);
    assertTrue(integers.subList(0, 10).containsAll(List.of(-5L, 0L, 70000L)), "" + integers);

    List<Object> octets = valuesOfX(Properties.of("{octets: 0..50}"), 20);
    assertEquals(Bytes.EMPTY, octets.get(0));

    List<Object> cuts = valuesOfX(Properties.of("{cuts of: 16}"), 20);
    assertTrue(cuts.subList(0, 10).contains(Framing.WHOLE), "" + cuts);
    Framing everywhere = new Framing(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    assertTrue(cuts.subList(0, 10).contains(everywhere), "" + cuts);

    assertEquals(0L, valuesOfX(Properties.of("{integer: 0..70000}"), 20).get(0));
  }

  @Test
  void eachWordIsSeen() {
    List<Object> keys = valuesOfX(Properties.of("{wrong key: any}"), 7);
    Set<Object> kinds = keys.stream().map(k -> ((KeyChange) k).kind()).collect(Collectors.toSet());
    assertEquals(Set.of(KeyChange.Kind.values()), kinds);

    Map<String, String> generators = new LinkedHashMap<>();
    generators.put("transport", "{transport: any}");
    generators.put("word", "[a, b, c, d, e]");
    generators.put("n", "{integer: 0..100000}");
    List<Case> cases = values(Cases.plan(Properties.of(generators), Properties.SPACE, 1, 12));
    Set<Object> words = new HashSet<>();
    cases.forEach(c -> words.addAll(c.values().values()));
    assertTrue(words.containsAll(List.of("a", "b", "c", "d", "e")), cases.toString());
    assertTrue(words.containsAll(Properties.SPACE.transports()), cases.toString());
  }

  @Test
  void valuesKeepToTheirBounds() {
    for (Object value : valuesOfX(Properties.of("{integer: 10..2000}"), 300)) {
      assertTrue((Long) value >= 10 && (Long) value <= 2000);
    }
    for (Object value : valuesOfX(Properties.of("{octets: 3..9}"), 300)) {
      assertTrue(((Bytes) value).size() >= 3 && ((Bytes) value).size() <= 9);
    }
    for (Object value : valuesOfX(Properties.of("{text: 2..6}"), 300)) {
      String text = (String) value;
      assertTrue(text.length() >= 2 && text.length() <= 6 && text.indexOf(0) < 0);
    }
    for (Object value : valuesOfX(Properties.of("{delay: 20us..3ms}"), 300)) {
      Duration delay = (Duration) value;
      assertTrue(delay.toNanos() >= 20_000 && delay.toNanos() <= 3_000_000);
    }
    for (Object value : valuesOfX(Properties.of("{cuts of: 7}"), 60)) {
      assertTrue(((Framing) value).cuts().stream().allMatch(c -> c > 0 && c < 7));
    }
  }

  @Test
  void transportsAreThoseOfTheTarget() {
    VariableBounds plain = new VariableBounds(List.of(Transport.PLAIN), 4);
    Cases.Plan plan = Cases.plan(Properties.of("{transport: any}"), plain, 1, 12);
    assertEquals("[x=plain]", values(plan).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{cuts of: 20000}",
        "{octets: 0..65536}",
        "{octets: 65536..65536}",
        "{text: 0..65536}",
        "{integer: -999999999999999999..999999999999999999}",
        "{wrong key: any}"
      })
  void greatSpacesTakeLittleTime(String generator) {
    Scenario scenario = Properties.of(generator);
    VariableBounds space = new VariableBounds(List.of(Transport.PLAIN), 256);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Cases.Plan plan = Cases.plan(scenario, space, 3, 12);
          assertEquals(12, plan.cases().size());
          for (Cases.Candidate candidate : plan.cases()) {
            candidate.simpler(40).forEach(Cases.Candidate::value);
            Case value = candidate.value();
            assertEquals(value, Cases.parse(scenario, value.toString()).value());
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x=00x9996 | x=00x9996",
        "x=ffffffffffffffffffffffffffffffffff | x=ffx17",
        "x=ffffffffffffffffffffffffffffffff | x=ffffffffffffffffffffffffffffffff",
        "x=ffffffffffffffffffffffffffffffff00 | x=ffffffffffffffffffffffffffffffff00",
        "x=00x2 | x=0000",
        "x= | x="
      })
  void manyEqualOctetsAreCounted(String text, String written) {
    Scenario scenario = Properties.of("{octets: 0..65536}");
    assertEquals(written, Cases.parse(scenario, text).value().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | the case is written as 'name=value, name=value', not 'x'",
        "y=1 | TST-001 has no variable 'y'; did you mean 'x'?",
        "'' | TST-001 also has a variable 'x'",
        "x=1, y=2 | TST-001 has no variable 'y'; did you mean 'x'?",
        "x=one | 'one' is no value for 'x' of TST-001",
        "x= | '' is no value for 'x' of TST-001",
        "x=99999999999999999999 | '99999999999999999999' is no value for 'x' of TST-001"
      })
  void whatIsNoCase(String text, String message) {
    Scenario scenario = Properties.of("{integer: 1..5}");
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Cases.parse(scenario, text))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{transport: any} | smoke",
        "{wrong key: any} | flip",
        "{wrong key: any} | flip(",
        "{wrong key: any} | flip(99999999999)",
        "{wrong key: any} | random(abc)",
        "{wrong key: any} | nothing(00)",
        "{cuts of: 9} | 1+",
        "{cuts of: 9} | all",
        "{cuts of: 9} | whole+1",
        "{cuts of: 9} | 1/nothing",
        "{framing of: 9} | 1~0",
        "{parameters: 1..2} | name",
        "{octets: 1..2} | 0",
        "{octets: 1..2} | zz",
        "{octets: 1..2} | 00x",
        "{octets: 1..2} | 00x9999999",
        "{delay: 0..1ms} | 5",
        "{delay: 0..1ms} | us",
        "{delay: 0..1ms} | 99999999999999999999us",
        "{text: 1..2} | %uzzzz"
      })
  void whatIsNoValue(String generator, String value) {
    Scenario scenario = Properties.of(generator);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Cases.parse(scenario, "x=" + value));
    assertEquals("'%s' is no value for 'x' of TST-001".formatted(value), e.getMessage());
  }
}
