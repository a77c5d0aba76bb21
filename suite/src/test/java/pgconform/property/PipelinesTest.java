package pgconform.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.scenario.Generator;

class PipelinesTest {
  private static List<Shrinkable<Pipeline>> drawn(int many, String... kinds) {
    var generator = new Pipelines(new Generator.Pipelines(List.of(kinds))).generator(1000);
    Random random = new Random(7);
    List<Shrinkable<Pipeline>> pipelines = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      pipelines.add(generator.next(random));
    }
    return pipelines;
  }

  @Test
  void eachCanBeReadBackAndIsForetold() {
    for (String[] kinds : List.of(new String[] {}, new String[] {"plain"}, new String[] {"many"})) {
      for (Shrinkable<Pipeline> each : drawn(200, kinds)) {
        String text = each.value().toString();
        assertEquals(Optional.of(each.value()), Pipeline.parse(text), text);
        assertTrue(text.endsWith("sync") || text.endsWith("sync flush"), text);
        assertFalse(text.contains(","), text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "flush",
        "errors",
        "data",
        "names",
        "row limits",
        "transactions",
        "queries",
        "errors data",
        "errors transactions",
        "errors queries",
        "",
      })
  void theFirstOneTellsMuch(String kinds) {
    List<String> words =
        kinds.isEmpty() ? List.of() : List.of(kinds.replace("row ", "").split(" ", -1));
    List<String> asked = words.stream().map(w -> w.equals("limits") ? "row limits" : w).toList();
    var first = new Pipelines(new Generator.Pipelines(asked)).edgeCases(1).suppliers().get(0).get();
    assertTrue(first.value().isForetold(), () -> first.value().toString());
    assertTrue(
        first.shrink().findFirst().isPresent() && first.value().messages().size() >= 8,
        () -> first.value().toString());
  }

  @Test
  void eachKindIsDrawnWhereItIsAskedFor() {
    Set<String> words = new HashSet<>();
    drawn(300).forEach(each -> words.addAll(List.of(each.value().toString().split(" ", -1))));
    for (String word :
        List.of(
            "flush",
            "parse(bad)",
            "parse(fail)",
            "parse(empty)",
            "parse(list)",
            "execute(:2)",
            "query(begin)",
            "parse(commit)",
            "bind(x:a)",
            "close(S:a)",
            "describe(P)",
            "sync")) {
      assertTrue(words.contains(word), () -> word + " is missing in " + words);
    }
  }

  @Test
  void withoutNamesNothingRestsOnAnEarlierTransaction() {
    for (Shrinkable<Pipeline> each : drawn(300, "errors", "flush", "row limits")) {
      ExtendedProtocol model = each.value().foretold().orElseThrow();
      assertFalse(model.missed() || model.leaned(), () -> each.value().toString());
    }
  }

  /** The last of ever simpler pipelines that a fault still shows in. */
  private static Pipeline smallest(Shrinkable<Pipeline> from, Predicate<Pipeline> shows) {
    Optional<Shrinkable<Pipeline>> next = Optional.of(from);
    Shrinkable<Pipeline> last = from;
    while (next.isPresent()) {
      last = next.get();
      next = last.shrink().filter(simpler -> shows.test(simpler.value())).findFirst();
    }
    return last.value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parse(bad) | parse(bad) sync",
        "bind execute | parse(rows1) bind execute sync",
        "execute(:1) execute | parse(rows2) bind execute(:1) execute sync",
        "sync sync | sync sync",
        "flush sync | flush sync",
      })
  void shrinksToWhatIsNeeded(String needed, String smallest) {
    Predicate<Pipeline> shows = pipeline -> (pipeline + " ").contains(needed + " ");
    Collection<Shrinkable<Pipeline>> showing =
        drawn(400, "errors", "flush", "row limits").stream()
            .filter(each -> shows.test(each.value()))
            .limit(5)
            .toList();
    assertFalse(showing.isEmpty());
    for (Shrinkable<Pipeline> each : showing) {
      String found = smallest(each, shows).toString();
      assertTrue(found.length() <= smallest.length() + 1, () -> each.value() + " became " + found);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "sink", "parse()", "parse(rows)", "parse(rows0)", "parse(rows99)", "parse(add)",
        "parse(bad1)", "bind(x)", "describe", "describe(X)", "execute(:0)", "close", "query",
        "parse(rows1) bind execute", "query(commit)",
      })
  void whatIsNoPipeline(String text) {
    assertEquals(Optional.empty(), Pipeline.parse(text));
  }
}
