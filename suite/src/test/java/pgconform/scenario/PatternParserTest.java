package pgconform.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns as texts: back and forth, and where their faults are. */
class PatternParserTest {
  private static final Place NOWHERE = new Place("f", 1, 1);

  private static Pattern parse(String text) throws PatternParser.Fault {
    return PatternParser.parse(at -> new Place("f", 1, at + 1), text);
  }

  /** The pattern without places, and without sequences in sequences, which mean the same. */
  private static Pattern bare(Pattern pattern) {
    if (pattern instanceof Pattern.One one) {
      List<FieldTest> tests =
          one.tests().stream()
              .map(t -> new FieldTest(NOWHERE, t.field(), bareValues(t), t.negated()))
              .toList();
      return new Pattern.One(NOWHERE, one.name(), tests, one.capture());
    } else if (pattern instanceof Pattern.Sequence p) {
      List<Pattern> parts = new ArrayList<>();
      for (Pattern part : p.parts()) {
        Pattern stripped = bare(part);
        if (stripped instanceof Pattern.Sequence inner) {
          parts.addAll(inner.parts());
        } else {
          parts.add(stripped);
        }
      }
      return new Pattern.Sequence(parts);
    } else if (pattern instanceof Pattern.Either p) {
      List<Pattern> parts = new ArrayList<>();
      for (Pattern part : p.parts()) {
        Pattern stripped = bare(part);
        if (stripped instanceof Pattern.Either inner) {
          parts.addAll(inner.parts());
        } else {
          parts.add(stripped);
        }
      }
      return new Pattern.Either(parts);
    } else if (pattern instanceof Pattern.AnyOrder p) {
      return new Pattern.AnyOrder(p.parts().stream().map(PatternParserTest::bare).toList());
    }
    Pattern.Repeated p = (Pattern.Repeated) pattern;
    return new Pattern.Repeated(bare(p.pattern()), p.least(), p.most());
  }

  private static List<FieldTest.Value> bareValues(FieldTest test) {
    List<FieldTest.Value> values = new ArrayList<>();
    for (FieldTest.Value value : test.values()) {
      if (value instanceof FieldTest.Of of) {
        Expression.Variable v = of.variable();
        values.add(new FieldTest.Of(new Expression.Variable(NOWHERE, v.name(), v.field())));
      } else if (value instanceof FieldTest.Like like) {
        // Expressions are equal if they are the same object: compare what they say.
        values.add(new FieldTest.Exactly("/" + like.expression().pattern() + "/"));
      } else {
        values.add(value);
      }
    }
    return values;
  }

  private static Arbitrary<FieldTest.Value> values() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withChars('"', '/', '\\', '.', '|', ']', ',', '$', '!', 'é')
            .ofMaxLength(8)
            // A backslash before the closing mark is not part of the text.
            .filter(t -> !t.endsWith("\\"));
    return Arbitraries.oneOf(
        List.of(
            text.map(FieldTest.Exactly::new),
            Arbitraries.of("57014", "I", "3.2", "a-b", "1..2", "..", "x..y", "-5", "")
                .map(FieldTest.Exactly::new),
            Combinators.combine(
                    Arbitraries.longs().between(-9, 99), Arbitraries.longs().between(0, 999))
                .as((from, size) -> new FieldTest.Between(from, from + size)),
            Arbitraries.of("a.*b", "", "[0-9]{5}", "a/b", "\\d+", "\\\\x", "x|y", "\\/", "a]b")
                .map(s -> new FieldTest.Like(java.util.regex.Pattern.compile(s))),
            Arbitraries.of(new String[][] {{"key", ""}, {"victim", "secretKey"}})
                .map(v -> new FieldTest.Of(new Expression.Variable(NOWHERE, v[0], v[1])))));
  }

  private static Arbitrary<Pattern> ones() {
    Arbitrary<List<FieldTest.Value>> someValues = values().list().ofMinSize(1).ofMaxSize(3);
    Arbitrary<List<FieldTest>> ofError =
        Combinators.combine(Arbitraries.of("M", "D", "H"), someValues, Arbitraries.of(true, false))
            .as((f, v, not) -> new FieldTest(NOWHERE, f, v, not))
            .list()
            .ofMaxSize(2);
    Arbitrary<List<FieldTest>> ofParameter =
        Combinators.combine(Arbitraries.of("", "value"), someValues, Arbitraries.of(true, false))
            .as((f, v, not) -> new FieldTest(NOWHERE, f, v, not))
            .list()
            .ofMaxSize(2);
    return Arbitraries.oneOf(
        List.of(
            ofError.map(t -> new Pattern.One(NOWHERE, "ErrorResponse", t, "")),
            ofParameter.map(t -> new Pattern.One(NOWHERE, "ParameterStatus", t, "")),
            Arbitraries.of("Closed", "any", "Authentication", "DataRow")
                .map(n -> new Pattern.One(NOWHERE, n, List.of(), ""))));
  }

  @Provide
  Arbitrary<Pattern> patterns() {
    return patterns(3);
  }

  private static Arbitrary<Pattern> patterns(int depth) {
    if (depth == 0) {
      return ones();
    }
    Arbitrary<Pattern> inner = patterns(depth - 1);
    Arbitrary<List<Pattern>> some = inner.list().ofMinSize(2).ofMaxSize(3);
    Arbitrary<int[]> times =
        Arbitraries.of(
            new int[][] {
              {0, 1},
              {0, Integer.MAX_VALUE},
              {1, Integer.MAX_VALUE},
              {2, 2},
              {0, 0},
              {1, 3},
              {3, Integer.MAX_VALUE},
              {1, 1}
            });
    return Arbitraries.oneOf(
        List.of(
            ones(),
            some.map(Pattern.Sequence::new),
            some.map(Pattern.Either::new),
            some.map(Pattern.AnyOrder::new),
            Combinators.combine(inner, times).as((p, n) -> new Pattern.Repeated(p, n[0], n[1]))));
  }

  @Property(tries = 400)
  void whatIsWrittenCanBeRead(@ForAll("patterns") Pattern pattern) throws PatternParser.Fault {
    assertEquals(bare(pattern), bare(parse(pattern.toString())), pattern::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Closed",
        "RowDescription? ErrorResponse[S=ERROR, C=57014] ReadyForQuery[idle]",
        "(ParameterStatus | NoticeResponse)* BackendKeyData? ReadyForQuery",
        "(ParameterStatus & BackendKeyData & NoticeResponse?)",
        "DataRow{3} DataRow{2,} DataRow{0,4} DataRow+",
        "BackendKeyData[processId=1..65535, secretKey.size=4|32]",
        "ErrorResponse[C!=57014|57P01]",
        "ReadyForQuery[!idle]",
        "ParameterStatus[name=server_version, value=/1[0-9]\\/x.*/]",
        "ErrorResponse[M=\"a \\\"b\\\" c\"]",
        "DataRow[$victim.processId]",
        "((ErrorResponse | Closed) & DataRow)",
        "(DataRow Closed){2} (DataRow | Closed)? DataRow{10000} DataRow{0}",
        "BackendKeyData[processId=5..5|-3..-1, secretKey.size!=4]",
        "DataRow[\"..5\"]",
        "DataRow[\"a..b c\"]",
        "Closed[!FIN|RST] any[!\"x=1\"]",
        "ErrorResponse[M=\"\", D=/\\\\x/]",
        "(DataRow & Closed)* (ParameterStatus & any){2}"
      })
  void someOfThem(String text) throws PatternParser.Fault {
    assertEquals(text, parse(text).toString());
  }

  @Test
  void spaceMeansNothing() throws PatternParser.Fault {
    assertEquals(
        "ErrorResponse[M=1|2, D=x] (DataRow | Closed)* Closed",
        parse(" ErrorResponse[ M = 1 | 2 ,D=x ]\n(DataRow|Closed)*\tClosed ").toString());
  }

  @Test
  void dotsWithoutANumberBeforeThemAreNoRange() throws PatternParser.Fault {
    assertEquals("DataRow[\"..5\"]", parse("DataRow[..5]").toString());
  }

  @Test
  void captures() throws PatternParser.Fault {
    Pattern.Sequence pattern =
        (Pattern.Sequence) parse("BackendKeyData[processId=1]@k Closed@the_end");
    assertEquals("k", ((Pattern.One) pattern.parts().get(0)).capture());
    assertEquals("the_end", ((Pattern.One) pattern.parts().get(1)).capture());
  }

  /** Where a message, a test and a variable stand, for whoever finds a fault in them later. */
  @Test
  void everyPartKnowsItsColumn() throws PatternParser.Fault {
    Pattern.Sequence pattern =
        (Pattern.Sequence) parse("Closed  ErrorResponse[D=1,  M=$s.processId] any[ !$x]@last");
    Pattern.One error = (Pattern.One) pattern.parts().get(1);
    assertEquals(9, error.place().column());
    assertEquals(List.of(23, 29), error.tests().stream().map(t -> t.place().column()).toList());
    FieldTest.Of held = (FieldTest.Of) error.tests().get(1).values().get(0);
    assertEquals(31, held.variable().place().column());
    assertEquals("s", held.variable().name());
    assertEquals("processId", held.variable().field());
    Pattern.One any = (Pattern.One) pattern.parts().get(2);
    assertEquals(50, any.tests().get(0).place().column());
    assertTrue(any.tests().get(0).negated());
    assertEquals("last", any.capture());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Closed{2}     ~ 2 ~ 2",
        "Closed{ 2 , 3 } ~ 2 ~ 3",
        "Closed{0,}    ~ 0 ~ 2147483647",
        "Closed{2, }   ~ 2 ~ 2147483647",
        "Closed{00002} ~ 2 ~ 2",
        "Closed{9,10000} ~ 9 ~ 10000",
        "Closed?       ~ 0 ~ 1",
        "Closed*       ~ 0 ~ 2147483647",
        "Closed+       ~ 1 ~ 2147483647",
      })
  void soManyTimes(String text, int least, int most) throws PatternParser.Fault {
    Pattern.Repeated repeated = (Pattern.Repeated) parse(text);
    assertEquals(least, repeated.least());
    assertEquals(most, repeated.most());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "C=57014    ~ C ~ false ~ Exactly[57014]",
        "C!=57014   ~ C ~ true  ~ Exactly[57014]",
        "!57014     ~ `` ~ true  ~ Exactly[57014]",
        "57014      ~ `` ~ false ~ Exactly[57014]",
        "!C=57014   ~ `` ~ true  ~ fault",
        "=57014     ~ `` ~ false ~ fault",
        "a.b=c      ~ `` ~ false ~ fault",
        "fields.size=1..3 ~ fields.size ~ false ~ Between[1..3]",
        "1..3       ~ `` ~ false ~ Between[1..3]",
        "..3        ~ `` ~ false ~ fault",
        "M=\"a, b]\" ~ M ~ false ~ Exactly[a, b]]",
        "M=\"a\\\"b\\c\" ~ M ~ false ~ Exactly[a\"b\\c]",
        "M=/a\\/b|c/  ~ M ~ false ~ Like[a/b|c]",
        "M=$x       ~ M ~ false ~ Of[$x]",
        "M=$x.y     ~ M ~ false ~ Of[$x.y]",
      })
  void aFieldTest(String text, String field, boolean negated, String value) {
    FieldTest test;
    try {
      test = ((Pattern.One) parse("ErrorResponse[" + text + "]")).tests().get(0);
    } catch (PatternParser.Fault e) {
      assertEquals(value, "fault");
      return;
    }
    assertEquals(field, test.field());
    assertEquals(negated, test.negated());
    assertEquals(value, words(test.values().get(0)));
  }

  private static String words(FieldTest.Value value) {
    if (value instanceof FieldTest.Exactly exactly) {
      return "Exactly[" + exactly.text() + "]";
    } else if (value instanceof FieldTest.Like like) {
      return "Like[" + like.expression().pattern() + "]";
    }
    return value.getClass().getSimpleName() + "[" + value + "]";
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll("texts") String text) {
    try {
      Pattern pattern = parse(text);
      assertEquals(pattern.toString(), parse(pattern.toString()).toString());
    } catch (PatternParser.Fault e) {
      assertTrue(e.place.column() >= 1 && e.place.column() <= text.length() + 1, e.getMessage());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "Closed",
            "ErrorResponse",
            "DataRow",
            "any",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "|",
            "&",
            "?",
            "*",
            "+",
            "@",
            "=",
            "!",
            "!=",
            "\"",
            "/",
            "$",
            ".",
            "..",
            ",",
            " ",
            "1",
            "20",
            "C",
            "S",
            "x",
            "\\",
            "secretKey.size",
            "\u0000",
            "é",
            "\n")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }

  @Test
  void startedStandsForAStartUpWhateverKeysAndVersionsItTells() throws Exception {
    String beside = "(BackendKeyData | NegotiateProtocolVersion)*";
    assertEquals(
        "%s AuthenticationOk %s ReadyForQuery[idle]".formatted(beside, beside),
        parse("Started").toString());
    assertEquals(
        "%s AuthenticationOk %s ReadyForQuery[idle] Closed".formatted(beside, beside),
        parse("Started Closed").toString());
    assertEquals(
        "%s AuthenticationOk NegotiateProtocolVersion* BackendKeyData %s ReadyForQuery[idle]"
            .formatted(beside, beside),
        parse("Started@key").toString());
  }
}
