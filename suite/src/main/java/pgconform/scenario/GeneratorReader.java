package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what follows {@code for all}. */
final class GeneratorReader {
  private static final String NUMBER = "(-?\\d{1,18}|\\$[a-zA-Z]\\w*)";
  private static final Pattern RANGE = Pattern.compile(NUMBER + "(?:\\.\\." + NUMBER + ")?");

  /** The kinds of wrong keys; the property package knows each of them. */
  static final List<String> KEY_KINDS =
      List.of("flip", "zero", "ones", "reverse", "random", "truncate", "extend");

  private static final long BIG = Long.MAX_VALUE / 4;

  private final List<Problem> problems;
  private final Map<String, Function<Node, Variable.Generator>> generators = new LinkedHashMap<>();

  GeneratorReader(List<Problem> problems) {
    this.problems = problems;
    generators.put("integer", n -> new Variable.Integers(range(n, -BIG, BIG)));
    generators.put("transport", this::transport);
    generators.put("version", this::version);
    generators.put("wrong key", this::wrongKey);
    generators.put("cuts of", n -> new Variable.Framings(range(n, 2, 100_000).from(), false));
    generators.put("framing of", n -> new Variable.Framings(range(n, 2, 100_000).from(), true));
    generators.put("octets", n -> new Variable.Octets(range(n, 0, 65_536)));
    generators.put("text", n -> new Variable.Texts(range(n, 0, 65_536)));
    generators.put("parameters", n -> new Variable.StartUpParameters(range(n, 0, 100), false));
    generators.put("protocol options", n -> new Variable.StartUpParameters(range(n, 0, 100), true));
    generators.put("delay", this::delay);
  }

  /** The names of the generators. */
  static Set<String> names() {
    return new GeneratorReader(new ArrayList<>()).generators.keySet();
  }

  Variable variable(Node.Entry entry) {
    Node.Scalar name = entry.key();
    if (!name.text().matches("[a-zA-Z][\\w]*")) {
      problem(name.place(), "a variable's name is letters, digits and _");
    }
    return new Variable(name.place(), name.text(), generator(entry.value()));
  }

  private Variable.Generator generator(Node node) {
    if (node instanceof Node.Sequence sequence) {
      if (sequence.items().isEmpty()) {
        problem(node.place(), "a variable needs at least one value");
      }
      return new Variable.OneOf(
          sequence.items().stream()
              .map(
                  item -> {
                    if (item instanceof Node.Scalar scalar) {
                      return scalar.text();
                    }
                    problem(item.place(), "a value is a single word, not " + item.kind());
                    return "";
                  })
              .toList());
    }
    if (node instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
      Node.Entry entry = mapping.entries().get(0);
      String word = entry.key().text();
      Function<Node, Variable.Generator> read = generators.get(word);
      if (read != null) {
        return read.apply(entry.value());
      }
      problem(
          entry.key().place(),
          "there is no generator '%s'%s".formatted(word, Words.hint(word, generators.keySet())));
    } else {
      problem(
          node.place(),
          "a variable takes its values from a list [a, b] or from a generator {integer: 1..5}");
    }
    return new Variable.OneOf(List.of(""));
  }

  private Variable.Generator version(Node node) {
    if (!(node instanceof Node.Scalar scalar) || !scalar.text().equals("any")) {
      problem(
          node.place(), "'version' takes 'any'; single versions are a list: [\"3.0\", \"3.2\"]");
    }
    return new Variable.Versions();
  }

  private Variable.Generator transport(Node node) {
    List<String> names = words(node, "transport");
    if (names.equals(List.of("any"))) {
      return new Variable.Transports(List.of());
    }
    int i = 0;
    for (String name : names) {
      try {
        pgconform.link.Transport.parse(name);
      } catch (IllegalArgumentException e) {
        problem(Fields.items(node).get(i).place(), e.getMessage());
      }
      i++;
    }
    return new Variable.Transports(names);
  }

  private Variable.Generator wrongKey(Node node) {
    List<String> kinds = words(node, "wrong key");
    if (kinds.equals(List.of("any"))) {
      return new Variable.WrongKeys(List.of());
    }
    for (String kind : kinds) {
      if (!KEY_KINDS.contains(kind)) {
        problem(
            node.place(),
            "there is no wrong key of kind '%s'%s".formatted(kind, Words.hint(kind, KEY_KINDS)));
      }
    }
    return new Variable.WrongKeys(kinds);
  }

  private Variable.Generator delay(Node node) {
    if (node instanceof Node.Scalar scalar) {
      String[] parts = scalar.text().split("\\.\\.", -1);
      Optional<Duration> from = Durations.parse(parts[0]);
      Optional<Duration> upTo = parts.length == 2 ? Durations.parse(parts[1]) : from;
      if (from.isPresent()
          && upTo.isPresent()
          && parts.length <= 2
          && from.get().compareTo(upTo.get()) <= 0) {
        return new Variable.Delays(from.get().toNanos() / 1000, upTo.get().toNanos() / 1000);
      }
    }
    problem(node.place(), "a delay is a range of times: 0..5ms");
    return new Variable.Delays(0, 0);
  }

  private List<String> words(Node node, String what) {
    return Fields.items(node).stream()
        .map(
            item -> {
              if (item instanceof Node.Scalar scalar && !scalar.isNothing()) {
                return scalar.text();
              }
              problem(item.place(), "'%s' takes single words, not %s".formatted(what, item.kind()));
              return "any";
            })
        .toList();
  }

  private Variable.Range range(Node node, long least, long most) {
    Variable.Bound stand = new Variable.Bound(least, "");
    if (node instanceof Node.Scalar scalar) {
      Matcher matcher = RANGE.matcher(scalar.text());
      if (matcher.matches()) {
        Variable.Bound from = bound(matcher.group(1));
        Variable.Bound upTo = matcher.group(2) == null ? from : bound(matcher.group(2));
        boolean numbers = from.variable().isEmpty() && upTo.variable().isEmpty();
        if (numbers && from.number() > upTo.number()) {
          problem(node.place(), "the range ends before it begins");
        } else if (outside(from, least, most) || outside(upTo, least, most)) {
          problem(node.place(), "the range goes from %d to %d at most".formatted(least, most));
        }
        return new Variable.Range(from, upTo);
      }
    }
    problem(node.place(), "a number or a range is expected: 5, 1..20 or 1..$n");
    return new Variable.Range(stand, stand);
  }

  private static boolean outside(Variable.Bound bound, long least, long most) {
    return bound.variable().isEmpty() && (bound.number() < least || bound.number() > most);
  }

  private static Variable.Bound bound(String text) {
    return text.startsWith("$")
        ? new Variable.Bound(0, text.substring(1))
        : new Variable.Bound(Long.parseLong(text), "");
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
