package pgconform.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pgconform.link.Transport;

/**
 * Reads the single values of steps. One that is written out has to make sense; a variable's shows
 * when the step runs.
 */
final class ValueReader {
  private static final String TIME = "a time is written as 500us, 20ms or 3s";

  private final List<Problem> problems;

  ValueReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** The transport of a connection. */
  Expr over(Fields f, String otherwise) {
    List<String> known =
        Stream.concat(
                Stream.of(Step.USUAL, Step.TLS_REFUSED),
                Arrays.stream(Transport.values()).map(Object::toString))
            .toList();
    Expr over = f.expr("over", otherwise);
    return checked(
        over,
        known::contains,
        "there is no transport '%s'%s".formatted(over, Words.hint(over.toString(), known)));
  }

  /** How often something is done. */
  Expr times(Fields f, String name) {
    return checked(
        f.expr(name, "1"),
        text -> text.matches("[1-9]\\d{0,4}"),
        "'%s' takes a number, or a variable that is one".formatted(name));
  }

  /** A time, if it is not zero. */
  Expr time(Fields f, String name) {
    return checked(f.expr(name, "0"), text -> Durations.parse(text).isPresent(), TIME);
  }

  /** A time that cannot be a variable. */
  Optional<Duration> duration(Node.Scalar scalar) {
    Optional<Duration> duration = Durations.parse(scalar.text());
    if (duration.isEmpty()) {
      problem(scalar.place(), TIME);
    }
    return duration;
  }

  /** How octets are cut, which only a variable says. */
  Optional<Expr> framing(Fields f) {
    return f.expr("framing")
        .map(
            expr ->
                checked(expr, text -> false, "'framing' takes a variable, such as {cuts of: 20}"));
  }

  /** The version of the protocol that a session is started with. */
  Expr version(Fields f) {
    return checked(
        f.expr("protocol", "3.0"),
        text -> text.matches("\\d{1,5}\\.\\d{1,5}"),
        "a protocol version is written as \"3.0\"");
  }

  /** The process ID of a CancelRequest, if it is not the session's own. */
  Optional<Expr> processId(Fields f) {
    return f.expr("process id")
        .map(
            expr ->
                checked(
                    expr,
                    text -> text.matches("negated|\\+\\d{1,9}|-?\\d{1,18}"),
                    "a process ID is a number, +1 beside the session's own, or negated"));
  }

  /** Octets. */
  Expr octets(Expr expr) {
    return checked(
        expr,
        ValueReader::hexadecimal,
        "octets are written in hexadecimal, two digits each: 00 00 00 08");
  }

  private Expr checked(Expr expr, Predicate<String> good, String otherwise) {
    if (expr instanceof Expr.Literal literal && !good.test(literal.text())) {
      problem(literal.place(), otherwise);
    }
    return expr;
  }

  private static boolean hexadecimal(String text) {
    String digits = text.replaceAll("\\s", "");
    return digits.length() % 2 == 0 && digits.matches("[0-9a-fA-F]*");
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
