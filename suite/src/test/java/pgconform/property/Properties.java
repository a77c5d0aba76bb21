package pgconform.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import pgconform.link.Transport;
import pgconform.scenario.Scenario;
import pgconform.testing.Scenarios;

/** Scenarios that have variables and do little else. */
final class Properties {
  static final VariableBounds SPACE =
      new VariableBounds(List.of(Transport.PLAIN, Transport.TLS, Transport.DIRECT_TLS), 4);

  private Properties() {}

  /** A scenario with these variables, written as in a file. */
  static Scenario of(Map<String, String> generators) {
    String variables =
        generators.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue() + "\n")
            .collect(Collectors.joining());
    String uses =
        generators.keySet().stream().map(n -> "${" + n + "}").collect(Collectors.joining(" "));
    return Scenarios.property(
        variables,
        """
        - open: c
        - send: c
          messages: [{Query: "%s"}]
        - expect: c
          messages: Closed
        """
            .formatted(uses));
  }

  static Scenario of(String generator) {
    return of(Map.of("x", generator));
  }

  /** A text as YAML and JSON write it. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> out.append(String.format("\\u%04x", c)));
    return out.append('"').toString();
  }

  private static Arbitrary<String> range(String kind, long from, long upTo) {
    Arbitrary<Long> bound = Arbitraries.longs().between(from, upTo);
    return Combinators.combine(bound, bound)
        .as((a, b) -> "{%s: %d..%d}".formatted(kind, Math.min(a, b), Math.max(a, b)));
  }

  private static <T> Arbitrary<String> listed(String form, Arbitrary<T> items) {
    return items
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(
            list ->
                form.formatted(
                    list.stream().map(Object::toString).collect(Collectors.joining(", "))));
  }

  /**
   * So many scenarios with variables of all kinds, always the same ones. Tests cannot be properties
   * of jqwik themselves: cases are drawn in a session, and jqwik has one at a time.
   */
  static List<Scenario> scenarios(int count) {
    List<Scenario> scenarios = new ArrayList<>();
    JqwikSession.run(
        () -> {
          RandomGenerator<List<String>> lists =
              generators().list().ofMinSize(1).ofMaxSize(4).generator(1000, false);
          Random random = new Random(count);
          for (int i = 0; i < count; i++) {
            Map<String, String> byName = new LinkedHashMap<>();
            for (String generator : lists.next(random).value()) {
              byName.put("v" + byName.size(), generator);
            }
            scenarios.add(of(byName));
          }
        });
    return scenarios;
  }

  private static Arbitrary<String> generators() {
    Arbitrary<String> word =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withChars('%', 'u', '0', ',', '=', '\\', '\'', '"', '\n', '\u001b', 'é', '\u2028')
            .ofMaxLength(12)
            .map(Properties::quoted);
    return Arbitraries.oneOf(
        List.of(
            listed("[%s]", word),
            range("integer", -1_000_000_000_000L, 1_000_000_000_000L),
            range("integer", -3, 3),
            Arbitraries.just("{transport: any}"),
            listed("{transport: [%s]}", Arbitraries.of(Transport.values())),
            Arbitraries.just("{wrong key: any}"),
            listed(
                "{wrong key: [%s]}",
                Arbitraries.of("flip", "zero", "ones", "reverse", "random", "truncate", "extend")),
            Arbitraries.integers().between(2, 60).map("{cuts of: %d}"::formatted),
            Arbitraries.integers().between(2, 60).map("{framing of: %d}"::formatted),
            Arbitraries.just("{version: any}"),
            range("parameters", 0, 6),
            range("protocol options", 0, 6),
            listed(
                "{pipeline: [%s]}",
                Arbitraries.of("plain", "flush", "errors", "data", "names", "transactions")),
            range("octets", 0, 40),
            range("text", 0, 30),
            Combinators.combine(
                    Arbitraries.integers().between(0, 500), Arbitraries.integers().between(1, 20))
                .as("{delay: %dus..%dms}"::formatted)));
  }
}
