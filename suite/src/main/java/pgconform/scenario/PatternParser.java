package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.PatternSyntaxException;

/** Reads a {@link Pattern} from its text; reports the first fault with its column. */
final class PatternParser {
  /** The type of a pattern in a field of a step. */
  static final Type<Pattern> TYPE = Type.single(Type.reference("pattern"), PatternParser::read);

  /** The description of patterns for the schema and the reference. */
  static final String ABOUT =
      "A regular expression over messages: names separated by spaces; `?`, `*`, `+`, `{2}`, `{1,3}`"
          + " behind a name or a group repeat it; `(A | B)` is one of them, `(A & B)` all in any"
          + " order. `[...]` tests fields: `ErrorResponse[S=FATAL, C=28000|28P01]`,"
          + " `ParameterStatus[name=TimeZone]`, `BackendKeyData[secretKey.size=4..256]`,"
          + " `ReadyForQuery[idle]`, `C!=57014`, `M=/.*text.*/`, `DataRow[$n]`."
          + " `BackendKeyData@key` keeps the message as `$key`. `any` is any event,"
          + " `Authentication` any authentication message, `Started` a start-up that succeeds,"
          + " whatever keys and versions it tells (`Started@key` asks for a key, and keeps the last"
          + " one). Besides messages there are `Closed`, `Closed[FIN]`, `Closed[RST]`,"
          + " `Closed[close_notify]`, `Encrypted`, `TlsFailed`. NoticeResponse, ParameterStatus and"
          + " NotificationResponse may come at any time; a pattern ignores those of the three kinds"
          + " that it does not name, and ignores a NoticeResponse where it cannot match one"
          + " (`NoticeResponse{0}` forbids them).";

  private static final int MOST_REPEATS = 10_000;

  private final IntFunction<Place> places;
  private final String text;
  private int at;

  private PatternParser(IntFunction<Place> places, String text) {
    this.places = places;
    this.text = text;
  }

  /** A fault in the text of a pattern. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    final transient Place place;

    Fault(Place place, String message) {
      super(message);
      this.place = place;
    }
  }

  private static Pattern read(Node.Scalar text, String field, FileErrors problems) {
    try {
      Pattern pattern = parse(text::place, text.text());
      PatternCheck.check(pattern, text.place(), problems);
      return pattern;
    } catch (Fault e) {
      problems.add(e.place, e.getMessage());
      return Pattern.done();
    }
  }

  static Pattern parse(IntFunction<Place> places, String text) throws Fault {
    PatternParser parser = new PatternParser(places, text);
    Pattern pattern = parser.either(0);
    if (parser.at < text.length()) {
      throw parser.fault("'%s' is not expected here".formatted(text.charAt(parser.at)));
    }
    return pattern;
  }

  private Pattern either(int depth) throws Fault {
    if (depth > 20) {
      throw fault("the parentheses are nested too deep");
    }
    List<Pattern> parts = new ArrayList<>();
    parts.add(sequence(depth));
    while (took('|')) {
      parts.add(sequence(depth));
    }
    if (parts.size() == 1 && peek() == '&') {
      while (took('&')) {
        parts.add(sequence(depth));
      }
      if (peek() == '|') {
        throw fault("'&' and '|' need parentheses to tell which binds first");
      }
      return new Pattern.AnyOrder(List.copyOf(parts));
    }
    if (peek() == '&') {
      throw fault("'|' and '&' need parentheses to tell which binds first");
    }
    return parts.size() == 1 ? parts.get(0) : new Pattern.Either(List.copyOf(parts));
  }

  private Pattern sequence(int depth) throws Fault {
    List<Pattern> parts = new ArrayList<>();
    while (true) {
      char next = peek();
      if (next == '(') {
        at++;
        Pattern inner = either(depth + 1);
        if (!took(')')) {
          throw fault("a ')' is missing");
        }
        parts.add(quantified(inner));
      } else if (Character.isLetter(next)) {
        parts.add(quantified(one()));
      } else {
        break;
      }
    }
    if (parts.isEmpty()) {
      throw fault(
          at >= text.length()
              ? "a message is missing at the end"
              : "a message is expected, not '%s'".formatted(text.charAt(at)));
    }
    return parts.size() == 1 ? parts.get(0) : new Pattern.Sequence(List.copyOf(parts));
  }

  private Pattern quantified(Pattern pattern) throws Fault {
    // A quantifier directly follows what it repeats.
    if (at >= text.length()) {
      return pattern;
    }
    switch (text.charAt(at)) {
      case '?' -> {
        at++;
        return new Pattern.Repeated(pattern, 0, 1);
      }
      case '*' -> {
        at++;
        return new Pattern.Repeated(pattern, 0, Integer.MAX_VALUE);
      }
      case '+' -> {
        at++;
        return new Pattern.Repeated(pattern, 1, Integer.MAX_VALUE);
      }
      case '{' -> {
        at++;
        int least = number();
        int most = least;
        if (took(',')) {
          most = peek() == '}' ? Integer.MAX_VALUE : number();
        }
        if (!took('}')) {
          throw fault("a '}' is missing");
        }
        if (most < least) {
          throw fault("the second number is smaller than the first");
        }
        return new Pattern.Repeated(pattern, least, most);
      }
      default -> {
        return pattern;
      }
    }
  }

  private int number() throws Fault {
    space();
    int from = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (from == at || at - from > 5 || Integer.parseInt(text.substring(from, at)) > MOST_REPEATS) {
      at = from;
      throw fault("a number from 0 to %d is expected".formatted(MOST_REPEATS));
    }
    return Integer.parseInt(text.substring(from, at));
  }

  private Pattern one() throws Fault {
    Place place = here();
    String name = word();
    if (!Vocabulary.isEvent(name)) {
      throw new Fault(
          place,
          "there is no message '%s'%s"
              .formatted(name, Spelling.hint(name, Vocabulary.eventNames())));
    }
    if (name.equals(Vocabulary.STARTED)) {
      String key = "";
      if (at < text.length() && text.charAt(at) == '@') {
        at++;
        key = named('@');
      }
      return started(place, key);
    }
    List<FieldTest> tests = new ArrayList<>();
    if (at < text.length() && text.charAt(at) == '[') {
      at++;
      if (Vocabulary.event(name) != null && Vocabulary.fieldsOf(name).isEmpty()) {
        throw fault(name + " has no fields");
      }
      do {
        tests.add(test(name));
      } while (took(','));
      if (!took(']')) {
        boolean spaced = at < text.length() && text.charAt(at - 1) == ' ';
        throw fault(
            "a ']' is missing" + (spaced ? "; a value with a space in it stands in quotes" : ""));
      }
    }
    String capture = "";
    if (at < text.length() && text.charAt(at) == '@') {
      at++;
      capture = named('@');
    }
    return new Pattern.One(place, name, List.copyOf(tests), capture);
  }

  /**
   * Returns the pattern of a successful start-up. Keys and versions have their own scenarios;
   * others should not fail because of them.
   *
   * @param key the name under which the last BackendKeyData, which is then required, can be used
   *     later; or empty
   */
  private static Pattern started(Place place, String key) {
    Pattern keyData = new Pattern.One(place, "BackendKeyData", List.of(), key);
    Pattern version = new Pattern.One(place, "NegotiateProtocolVersion", List.of(), "");
    Pattern beside = repeated(new Pattern.Either(List.of(keyData, version)));
    FieldTest idle = new FieldTest(place, "", List.of(new FieldTest.Exactly("idle")), false);
    List<Pattern> parts = new ArrayList<>();
    parts.add(beside);
    parts.add(new Pattern.One(place, "AuthenticationOk", List.of(), ""));
    if (!key.isEmpty()) {
      parts.add(repeated(version));
      parts.add(keyData);
    }
    parts.add(beside);
    parts.add(new Pattern.One(place, "ReadyForQuery", List.of(idle), ""));
    return new Pattern.Sequence(List.copyOf(parts));
  }

  private static Pattern repeated(Pattern pattern) {
    return new Pattern.Repeated(pattern, 0, Integer.MAX_VALUE);
  }

  private FieldTest test(String message) throws Fault {
    space();
    Place place = here();
    boolean negated = took('!');
    String field = "";
    int before = at;
    StringBuilder name = new StringBuilder(word());
    while (at < text.length() && text.charAt(at) == '.' && !text.startsWith("..", at)) {
      at++;
      name.append('.').append(word());
    }
    if (name.length() > 0 && (peek() == '=' || text.startsWith("!=", at)) && !negated) {
      negated = took('!');
      at++;
      field = name.toString();
      checkField(message, field, place);
    } else {
      at = before;
    }
    List<FieldTest.Value> values = new ArrayList<>();
    do {
      space();
      Place written = here();
      FieldTest.Value value = value();
      if (value instanceof FieldTest.Exactly exactly) {
        Optional<String> fault = FieldValues.fault(message, field, exactly.text());
        if (fault.isPresent()) {
          throw new Fault(written, fault.get());
        }
      }
      values.add(value);
    } while (took('|'));
    return new FieldTest(place, field, List.copyOf(values), negated);
  }

  private static void checkField(String message, String field, Place place) throws Fault {
    String base = field.endsWith(".size") ? field.substring(0, field.length() - 5) : field;
    List<String> known = Vocabulary.fieldsOf(message);
    List<String> codes = FieldValues.codes(message);
    if (!known.isEmpty() && !known.contains(base) && !codes.contains(base)) {
      List<String> all = base.length() == 1 && !codes.isEmpty() ? codes : known;
      throw new Fault(
          place, "%s has no field '%s'%s".formatted(message, base, Spelling.hint(base, all)));
    }
  }

  private FieldTest.Value value() throws Fault {
    char next = peek();
    if (next == '"') {
      return new FieldTest.Exactly(delimited('"'));
    } else if (next == '/') {
      Place place = here();
      try {
        return new FieldTest.Like(java.util.regex.Pattern.compile(delimited('/')));
      } catch (PatternSyntaxException e) {
        throw new Fault(place, "this regular expression is wrong: " + e.getDescription());
      }
    } else if (next == '$') {
      Place place = here();
      at++;
      String name = named('$');
      String field = "";
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        field = named('.');
      }
      return new FieldTest.Of(new Expression.Variable(place, name, field));
    }
    int from = at;
    while (at < text.length() && " ,|]".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String bare = text.substring(from, at);
    if (bare.isEmpty()) {
      throw fault("a value is missing");
    }
    int dots = bare.indexOf("..");
    if (dots > 0) {
      FieldTest.Between range;
      try {
        range =
            new FieldTest.Between(
                Long.parseLong(bare.substring(0, dots)), Long.parseLong(bare.substring(dots + 2)));
      } catch (NumberFormatException e) {
        at = from;
        throw fault("a range is two numbers: 4..256");
      }
      if (range.from() > range.upTo()) {
        at = from;
        throw fault("the range ends before it begins");
      }
      return range;
    }
    return new FieldTest.Exactly(bare);
  }

  private String delimited(char delimiter) throws Fault {
    int from = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != delimiter) {
      if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == delimiter) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    if (at >= text.length()) {
      at = from;
      throw fault("the closing %s is missing".formatted(delimiter));
    }
    at++;
    return value.toString();
  }

  private String named(char mark) throws Fault {
    String name = word();
    if (name.isEmpty()) {
      throw fault("a name is expected behind '%s'".formatted(mark));
    }
    return name;
  }

  private String word() {
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(from, at);
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() {
    space();
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean took(char expected) {
    if (peek() == expected) {
      at++;
      return true;
    }
    return false;
  }

  private Place here() {
    return places.apply(at);
  }

  private Fault fault(String message) {
    return new Fault(here(), message);
  }
}
