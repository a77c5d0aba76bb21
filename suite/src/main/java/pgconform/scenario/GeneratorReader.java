package pgconform.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.link.Transport;

/** Knows the generators, and reads the variables of a scenario. */
final class GeneratorReader {
  private static final String NUMBER = "(-?\\d{1,18}|\\$[a-zA-Z]\\w*)";
  private static final Pattern RANGE = Pattern.compile(NUMBER + "(?:\\.\\." + NUMBER + ")?");
  private static final String BOUNDS =
      " A number, a range `1..20`, or with another variable: `1..$n`.";
  private static final String TRANSPORTS =
      Arrays.stream(Transport.values()).map("`%s`"::formatted).collect(Collectors.joining(", "));
  private static final long BIG = Long.MAX_VALUE / 4;

  /** The kinds of wrong keys; the property package knows each of them. */
  private static final List<String> KEY_KINDS =
      List.of("flip", "zero", "ones", "reverse", "random", "truncate", "extend");

  /** The kinds of pipelines; the property package knows each of them. */
  private static final List<String> PIPELINE_KINDS =
      List.of(
          "plain",
          "flush",
          "errors",
          "data",
          "names",
          "row limits",
          "transactions",
          "queries",
          "many");

  private static final Type<Generator.Range> MANY = range(0, 65_536);
  private static final Type<Generator.Range> A_HUNDRED = range(0, 100);
  private static final Type<Generator.Range> PACKET = range(2, 100_000);
  private static final String PACKET_SIZE = "The packet's size in octets." + BOUNDS;

  /** The form of each generator except a list of values. */
  static final List<MappingSchema<Generator>> FORMS =
      List.of(
          form(
              "integer",
              "A whole number.",
              "Its bounds, both included." + BOUNDS,
              range(-BIG, BIG),
              Generator.Integers::new),
          form(
              "transport",
              "A transport that the target offers.",
              "`any`, or those meant: " + TRANSPORTS + ".",
              anyOf(GeneratorReader::transport),
              Generator.Transports::new),
          form(
              "version",
              "A protocol version of major 3: those that mean something, then any other minor.",
              "`any`; single versions are a list.",
              Type.single(Type.json("enum", List.of("any")), GeneratorReader::version),
              any -> new Generator.Versions()),
          form(
              "wrong key",
              "A change that makes a session's key wrong.",
              "`any`, or kinds of change: `flip` one bit, `zero`, `ones`, `reverse`, `random`,"
                  + " `truncate`, `extend`.",
              anyOf(GeneratorReader::kind),
              Generator.WrongKeys::new),
          form(
              "cuts of",
              "How a packet is cut into segments: whole, at one place, everywhere, anywhere.",
              PACKET_SIZE,
              PACKET,
              size -> new Generator.Framings(size.from(), false)),
          form(
              "framing of",
              "Like `cuts of`; in addition, extra bytes may follow, and the sender may close or"
                  + " reset the connection right after them.",
              PACKET_SIZE,
              PACKET,
              size -> new Generator.Framings(size.from(), true)),
          form("octets", "Any octets.", "How many." + BOUNDS, MANY, Generator.Octets::new),
          form(
              "text",
              "Any text without NUL.",
              "How many characters." + BOUNDS,
              MANY,
              Generator.Texts::new),
          form(
              "parameters",
              "Run-time parameters for a StartupMessage, in any order, a name possibly twice.",
              "How many." + BOUNDS,
              A_HUNDRED,
              count -> new Generator.StartUpParameters(count, false)),
          form(
              "protocol options",
              "Parameters for a StartupMessage whose names begin with `_pq_.`.",
              "How many." + BOUNDS,
              A_HUNDRED,
              count -> new Generator.StartUpParameters(count, true)),
          form(
              "pipeline",
              "Messages of the extended query protocol, for the step `pipeline`: up to twenty Syncs"
                  + " and three times as many statements, written as `parse(rows1) bind execute"
                  + " sync`. Only pipelines whose answers PostgreSQL's documentation specifies are"
                  + " drawn. A statement is `rows3` (selects that many rows), `empty`, `bad` (no"
                  + " SQL), `fail` (fails when it is executed), `add7` (inserts 7 into the table),"
                  + " `list` (selects what is in the table), `begin`, `commit` or `rollback`; `a:`"
                  + " before it is the statement's name, `bind(x:a)` makes the portal x of the"
                  + " statement a, and `execute(x:2)` fetches two rows.",
              "`any` for everything but `many`, or what may be in them besides statements that"
                  + " succeed: `flush`, `errors`, `data` (statements about the table), `names`"
                  + " (statements and portals with names, and messages about unknown ones), `row"
                  + " limits`, `transactions`, `queries` (simple queries); `many`: up to 200"
                  + " Syncs; `plain`: nothing else.",
              anyOf(GeneratorReader::pipelineKind),
              Generator.Pipelines::new),
          form(
              "delay",
              "A time.",
              "Its range, such as `0..5ms`.",
              Type.single(Type.textSchema(), GeneratorReader::delay),
              delay -> delay));

  private static final Map<String, MappingSchema<Generator>> BY_NAME = MappingSchema.byName(FORMS);

  /** The generators that are written as two words. */
  static final Map<String, Generator> ANY =
      Map.of(
          "any transport", new Generator.Transports(List.of()),
          "any version", new Generator.Versions(),
          "any wrong key", new Generator.WrongKeys(List.of()));

  /** The type of the values of a variable: a list, or a generator. */
  private static final Type<Generator> GENERATOR =
      new Type<>(Type.reference("generator"), (node, field, problems) -> read(node, problems));

  /** The type of the variables of a scenario, in the order of the file. */
  static final Type<List<Variable>> VARIABLES = variables();

  private GeneratorReader() {}

  private static <T> MappingSchema<Generator> form(
      String name, String about, String value, Type<T> type, Function<T, Generator> made) {
    return new MappingSchema<>(
        name,
        "the generator '" + name + "'",
        about,
        f -> made.apply(f.required(name, value, type)),
        false);
  }

  private static Type<List<Variable>> variables() {
    Type<List<Type.Named<Generator>>> named = Type.entries(GENERATOR);
    return new Type<>(
        named::schema,
        (node, field, problems) ->
            named.read(node, field, problems).stream().map(n -> variable(n, problems)).toList());
  }

  private static Variable variable(Type.Named<Generator> named, FileErrors problems) {
    Node.Scalar name = named.key();
    if (!name.text().matches("[a-zA-Z][\\w]*")) {
      problems.add(name.place(), "a variable's name is letters, digits and _");
    }
    return new Variable(name.place(), name.text(), named.value());
  }

  private static Generator read(Node node, FileErrors problems) {
    if (node instanceof Node.Sequence sequence) {
      return values(sequence, problems);
    }
    if (node instanceof Node.Scalar words && ANY.containsKey(words.text())) {
      // This means the same as the generator with the value 'any'.
      return ANY.get(words.text());
    }
    if (node instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
      Node.Scalar word = mapping.entries().get(0).key();
      MappingSchema<Generator> form = BY_NAME.get(word.text());
      if (form != null) {
        return form.read(node, problems);
      }
      problems.add(
          word.place(),
          "there is no generator '%s'%s",
          word.text(),
          Spelling.hint(word.text(), BY_NAME.keySet()));
    } else {
      problems.add(
          node.place(),
          "a variable takes its values from a list [a, b], from a generator {integer: 1..5}, or"
              + " from 'any transport'");
    }
    return new Generator.OneOf(List.of(""));
  }

  private static Generator values(Node.Sequence sequence, FileErrors problems) {
    if (sequence.items().isEmpty()) {
      problems.add(sequence.place(), "a variable needs at least one value");
    }
    return new Generator.OneOf(
        sequence.items().stream().flatMap(item -> weighted(item, problems)).toList());
  }

  /** Returns a value as often as its weight says. */
  private static Stream<String> weighted(Node item, FileErrors problems) {
    if (item instanceof Node.Scalar scalar) {
      return Stream.of(scalar.text());
    }
    if (item instanceof Node.Mapping mapping
        && mapping.entries().size() == 1
        && mapping.entries().get(0).value() instanceof Node.Scalar weight
        && weight.text().matches("[1-9]\\d?")) {
      String value = mapping.entries().get(0).key().text();
      return Collections.nCopies(Integer.parseInt(weight.text()), value).stream();
    }
    problems.add(
        item.place(), "a value is a single word, or one with its weight {word: 8}, from 1 to 99");
    return Stream.of("");
  }

  private static String version(Node.Scalar text, String field, FileErrors problems) {
    if (!text.text().equals("any")) {
      problems.add(
          text.place(), "'version' takes 'any'; single versions are a list: [\"3.0\", \"3.2\"]");
    }
    return text.text();
  }

  /** Returns a type of words, each of which is checked; {@code any} stands for no words. */
  private static Type<List<String>> anyOf(Type.TextReader<String> word) {
    Type<List<Node.Scalar>> words = Type.some(Type.single(Type.textSchema(), (text, f, p) -> text));
    return new Type<>(
        words::schema,
        (node, field, problems) -> {
          List<Node.Scalar> texts = words.read(node, field, problems);
          boolean any = texts.size() == 1 && texts.get(0).text().equals("any");
          return any
              ? List.of()
              : texts.stream().map(text -> word.read(text, field, problems)).toList();
        });
  }

  private static String transport(Node.Scalar text, String field, FileErrors problems) {
    try {
      Transport.parse(text.text());
    } catch (IllegalArgumentException e) {
      problems.add(text.place(), e.getMessage());
    }
    return text.text();
  }

  private static String kind(Node.Scalar text, String field, FileErrors problems) {
    if (!KEY_KINDS.contains(text.text())) {
      problems.add(
          text.place(),
          "there is no wrong key of kind '%s'%s",
          text.text(),
          Spelling.hint(text.text(), KEY_KINDS));
    }
    return text.text();
  }

  private static String pipelineKind(Node.Scalar text, String field, FileErrors problems) {
    if (!PIPELINE_KINDS.contains(text.text())) {
      problems.add(
          text.place(),
          "there is no pipeline with '%s'%s",
          text.text(),
          Spelling.hint(text.text(), PIPELINE_KINDS));
    }
    return text.text();
  }

  private static Generator delay(Node.Scalar text, String field, FileErrors problems) {
    String[] parts = text.text().split("\\.\\.", -1);
    Optional<Duration> from = Durations.parse(parts[0]);
    Optional<Duration> upTo = parts.length == 2 ? Durations.parse(parts[1]) : from;
    if (from.isPresent()
        && upTo.isPresent()
        && parts.length <= 2
        && from.get().compareTo(upTo.get()) <= 0) {
      return new Generator.Delays(from.get().toNanos() / 1000, upTo.get().toNanos() / 1000);
    }
    problems.add(text.place(), "a delay is a range of times: 0..5ms");
    return new Generator.Delays(0, 0);
  }

  private static Type<Generator.Range> range(long least, long most) {
    return Type.single(
        Type.json(
            "type",
            List.of("string", "number"),
            "pattern",
            "^(-?\\d+|\\$\\w+)(\\.\\.(-?\\d+|\\$\\w+))?$"),
        (text, field, problems) -> {
          Matcher matcher = RANGE.matcher(text.text());
          if (!matcher.matches()) {
            problems.add(text.place(), "a number or a range is expected: 5, 1..20 or 1..$n");
            Generator.Bound standIn = new Generator.Bound(least, "");
            return new Generator.Range(standIn, standIn);
          }
          Generator.Bound from = bound(matcher.group(1));
          Generator.Bound upTo = matcher.group(2) == null ? from : bound(matcher.group(2));
          boolean numbers = from.variable().isEmpty() && upTo.variable().isEmpty();
          if (numbers && from.number() > upTo.number()) {
            problems.add(text.place(), "the range ends before it begins");
          } else if (outside(from, least, most) || outside(upTo, least, most)) {
            problems.add(text.place(), "the range goes from %d to %d at most", least, most);
          }
          return new Generator.Range(from, upTo);
        });
  }

  private static boolean outside(Generator.Bound bound, long least, long most) {
    return bound.variable().isEmpty() && (bound.number() < least || bound.number() > most);
  }

  private static Generator.Bound bound(String text) {
    return text.startsWith("$")
        ? new Generator.Bound(0, text.substring(1))
        : new Generator.Bound(Long.parseLong(text), "");
  }
}
