package pgconform.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pgconform.link.Transport;
import pgconform.wire.ProtocolVersion;

/**
 * The types of values in steps, and the fields that several steps have. A value that is written out
 * is checked, both in a step and in the list of a variable's values; a value that is drawn is known
 * only when the step runs.
 */
final class StepFields {
  private static final String TIME_FORM = "a time is written as 500us, 20ms or 3s";

  private static final List<String> TRANSPORTS =
      Stream.concat(
              Stream.of(Step.USUAL, Capability.TLS_REFUSED.toString()),
              Arrays.stream(Transport.values()).map(Transport::toString))
          .toList();

  private static final Type<Expression> TRANSPORT =
      expr(
          TRANSPORTS::contains,
          (text, field) ->
              "there is no transport '%s'%s".formatted(text, Spelling.hint(text, TRANSPORTS)));

  /** A number of repetitions; fewer are simpler. */
  static final Type<Expression> COUNT =
      expr(
              text -> text.matches("[1-9]\\d{0,4}"),
              (text, field) -> "'%s' takes a number, or a variable that is one".formatted(field))
          .reducedBy(Reduction::fewer);

  /** A time, which may be zero. */
  static final Type<Expression> TIME =
      expr(text -> Durations.parse(text).isPresent(), (text, field) -> TIME_FORM);

  /** A time that cannot be a variable. */
  static final Type<Duration> DURATION =
      Type.single(
          Type.json("type", List.of("string", "number"), "pattern", "^\\d+\\s*(us|ms|s)$"),
          (text, field, problems) -> {
            Optional<Duration> duration = Durations.parse(text.text());
            if (duration.isEmpty()) {
              problems.add(text.place(), TIME_FORM);
            }
            return duration.orElse(Duration.ZERO);
          });

  /** A version of the protocol. */
  static final Type<Expression> VERSION =
      expr(ProtocolVersion::isWritten, (text, field) -> "a protocol version is written as \"3.0\"");

  /** The process ID of a CancelRequest. */
  static final Type<Expression> PROCESS_ID =
      expr(
          text -> text.matches("negated|\\+\\d{1,9}|-?\\d{1,18}"),
          (text, field) -> "a process ID is a number, +1 beside the session's own, or negated");

  /** A sequence of octets. */
  static final Type<Expression> OCTETS =
      expr(
          StepFields::isHex,
          (text, field) -> "octets are written in hexadecimal, two digits each: 00 00 00 08");

  /** Returns whether a text is octets in hexadecimal, with optional spaces. */
  static boolean isHex(String text) {
    return text.replaceAll("\\s", "").matches("([0-9a-fA-F]{2})*+");
  }

  /** A loopback address of this machine. */
  static final Type<Expression> LOOPBACK =
      expr(
          text -> text.matches("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}"),
          (text, field) -> "a loopback address is written as 127.0.0.2");

  /** The keys of sessions at a backend. */
  static final Type<Expression> KEYS =
      expr(
          RenewStep::areKeys,
          (text, field) -> "'%s' takes a number of octets, none, zeros or usual".formatted(field));

  /** Returns the type of one of a few words, or a variable with them. */
  static Type<Expression> word(String... words) {
    return expr(
        List.of(words)::contains,
        (text, field) ->
            "'%s' takes one of these words: %s".formatted(field, String.join(", ", words)));
  }

  private static final Type<Expression> FRAMING =
      expr(text -> false, (text, field) -> "'framing' takes a variable, such as {cuts of: 20}");

  /** Any value. */
  static final Type<Expression> ANY = expr(text -> true, (text, field) -> "");

  /** The names of sessions, of which some may be removed when a failure is reduced. */
  static final Type<List<String>> SESSIONS = Type.some(Type.NAME).reducedBy(Reduction::fewerItems);

  private interface Fault {
    String of(String text, String field);
  }

  private StepFields() {}

  private static Type<Expression> expr(Predicate<String> good, Fault fault) {
    return Type.single(
        Type.textSchema(),
        (text, field, problems) -> {
          Expression expr = ExpressionParser.parse(text);
          if (expr instanceof Expression.Literal literal && !good.test(literal.text())) {
            problems.add(text.place(), fault.of(literal.text(), field));
          } else if (expr instanceof Expression.Variable variable && variable.field().isEmpty()) {
            problems.demand(
                variable,
                value -> good.test(value) ? Optional.empty() : Optional.of(fault.of(value, field)));
          }
          return expr;
        });
  }

  /** Reads the transport of a connection. */
  static Expression over(MappingReader f, String otherwise) {
    String transports =
        Arrays.stream(Transport.values()).map("`%s`"::formatted).collect(Collectors.joining(", "));
    return f.optional(
        "over",
        "The transport: "
            + transports
            + ", `usual` (what the user of the target would choose), `tls refused` (in plaintext, at an"
            + " address where SSLRequest would be answered with N), or a variable such as"
            + " `$transport`.",
        TRANSPORT,
        otherwise);
  }

  /** Reads how long a step waits. */
  static Optional<Duration> within(MappingReader f) {
    return f.optional(
        "within",
        "The longest time to wait, such as `8s`, instead of the usual limit (10 s plus 200 round"
            + " trips).",
        DURATION);
  }

  /** Reads how many connections are opened. */
  static Expression times(MappingReader f) {
    return f.optional(
        "times", "How many. With more than one, the name stands for all of them.", COUNT, "1");
  }

  /** Reads how octets are cut, which must be a variable. */
  static Optional<Expression> framing(MappingReader f) {
    return f.optional(
        "framing",
        "How the octets are cut into segments: a variable with `cuts of` or `framing of`. Without"
            + " it they leave in one piece.",
        FRAMING);
  }

  /** Reads the login of a session. */
  static String login(MappingReader f) {
    return f.optional(
        "as",
        "Which login of the target. One other than `default` needs the capability of its name,"
            + " such as `scram login`.",
        Capability.LOGIN,
        Capability.DEFAULT_LOGIN);
  }

  /** Describes in prose how octets are cut. */
  static String told(Optional<Expression> framing) {
    return framing.map(f -> ", cut as " + f).orElse("");
  }

  /** Describes a transport in prose. */
  static String told(Expression over) {
    return over.toString().equals(Step.USUAL) ? "the usual transport" : over.toString();
  }

  /** Describes in prose how often something is done; empty for once. */
  static String told(Expression times, Function<Expression, String> more) {
    return times.toString().equals("1") ? "" : more.apply(times);
  }
}
