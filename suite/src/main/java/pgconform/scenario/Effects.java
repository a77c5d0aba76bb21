package pgconform.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the effects of a scenario on the server: those of its steps, and the declared ones. */
final class Effects {
  /** The number of simultaneous connections from which on they are many. */
  private static final int MANY = 10;

  /** The longest secret key that the protocol allows. */
  private static final int LONGEST_KEY = 256;

  /** The SQLSTATEs of errors that refuse a login. */
  private static final List<String> NOT_LET_IN = List.of("28000", "28P01");

  private static final java.util.regex.Pattern TABLE = sql("create\\s+(unlogged\\s+)?table");
  private static final java.util.regex.Pattern CHANGE =
      sql(
          "(create|alter|drop)(\\s+or\\s+replace)?\\s+(function|procedure|event\\s+trigger|trigger"
              + "|database|role|user|system|schema|extension|publication|subscription)"
              + "|create_replication_slot");
  private static final java.util.regex.Pattern TERMINATION = sql("pg_terminate_backend");

  private final Scenario scenario;
  private final Set<Effect> found = EnumSet.noneOf(Effect.class);

  private Effects(Scenario scenario) {
    this.scenario = scenario;
  }

  private static java.util.regex.Pattern sql(String words) {
    return java.util.regex.Pattern.compile(
        "\\b(" + words + ")\\b", java.util.regex.Pattern.CASE_INSENSITIVE);
  }

  /** Returns the effects of the steps on the server under test, and the declared ones. */
  static Set<Effect> of(Scenario scenario) {
    Set<Effect> all = EnumSet.noneOf(Effect.class);
    all.addAll(shown(scenario));
    all.addAll(scenario.declared());
    return Collections.unmodifiableSet(all);
  }

  /** Returns the effects of the steps on the server under test. */
  static Set<Effect> shown(Scenario scenario) {
    Effects effects = new Effects(scenario);
    if (scenario.needs().contains(Capability.SHORT_AUTHENTICATION_TIMEOUT)) {
      effects.found.add(Effect.WAITS);
    }
    for (Step step : Step.all(scenario.steps()).toList()) {
      if (step instanceof ServerStep) {
        // From this step on, everything is done to the throw-away server.
        effects.found.add(Effect.THROW_AWAY_SERVER);
        break;
      }
      effects.add(step);
    }
    return effects.found;
  }

  private void add(Step step) {
    if (step instanceof SendStep send) {
      payload(send.payload());
      cuts(send.framing());
    } else if (step instanceof HoldStep hold) {
      payload(hold.payload());
    } else if (step instanceof CancelStep cancel) {
      cancel(cancel);
    } else if (step instanceof OpenStep open) {
      times(open.times());
    } else if (step instanceof StartStep start) {
      times(start.times());
    } else if (step instanceof ExhaustStep) {
      found.add(Effect.FILLS_THE_SERVER);
    } else if (step instanceof TableStep) {
      found.add(Effect.CREATES_A_TABLE);
    } else if (step instanceof ExpectStep expect
        && expect.choices().stream().allMatch(choice -> refusesLogin(choice.pattern()))) {
      found.add(Effect.FAILED_LOGINS);
    }
  }

  private void times(Expression times) {
    if (values(times).anyMatch(text -> number(text) >= MANY)) {
      found.add(Effect.FLOODS);
    }
  }

  private void cancel(CancelStep cancel) {
    times(cancel.times());
    cuts(cancel.framing());
    cancel.key().ifPresent(this::key);
    cancel.processId().ifPresent(this::processId);
  }

  private void payload(List<Payload> payload) {
    for (Payload piece : payload) {
      if (piece instanceof Payload.Message message) {
        message(message);
      } else {
        found.add(Effect.MALFORMED_PACKETS);
      }
      piece.values().forEach(this::sql);
    }
  }

  private void message(Payload.Message message) {
    if (!message.changes().isEmpty() || message.name().equals("RequestWithUnknownCode")) {
      found.add(Effect.MALFORMED_PACKETS);
    }
    if (message.name().equals("CancelRequest")) {
      for (Payload.Field field : message.fields()) {
        if (field.name().equals("secretKey")) {
          key(field.value());
        } else {
          processId(field.value());
        }
      }
    }
  }

  /** Handles a key: a wrong key is well-formed as long as a session could have it. */
  private void key(Expression key) {
    if (values(key).anyMatch(Effects::isNoKey)) {
      found.add(Effect.MALFORMED_PACKETS);
    }
  }

  private static boolean isNoKey(String octets) {
    String digits = octets.replaceAll("\\s", "");
    boolean octetsOnly = digits.matches("([0-9a-fA-F]{2})*");
    return digits.isEmpty() || (octetsOnly && digits.length() / 2 > LONGEST_KEY);
  }

  /** Handles a process ID: that of a session is written as its field; any other is a guess. */
  private void processId(Expression processId) {
    boolean own =
        processId instanceof Expression.Variable variable && variable.field().equals("processId");
    if (!own) {
      found.add(Effect.FOREIGN_PROCESS_IDS);
    }
  }

  /** Handles the cuts of a message, which may be followed by further octets. */
  private void cuts(Optional<Expression> framing) {
    boolean endings =
        framing.stream()
            .flatMap(this::generators)
            .anyMatch(g -> g instanceof Generator.Framings framings && framings.endings());
    if (endings) {
      found.add(Effect.MALFORMED_PACKETS);
    }
  }

  private void sql(Expression value) {
    for (String text : texts(value)) {
      if (TABLE.matcher(text).find()) {
        found.add(Effect.CREATES_A_TABLE);
      }
      if (CHANGE.matcher(text).find()) {
        found.add(Effect.CHANGES_THE_SERVER);
      }
      if (TERMINATION.matcher(text).find()) {
        found.add(Effect.ENDS_SESSIONS);
      }
    }
  }

  /** Returns texts as they are written, and the values of the variables in them. */
  private List<String> texts(Expression value) {
    List<String> texts = new ArrayList<>(List.of(value.toString()));
    generators(value).forEach(generator -> texts.addAll(generator.written()));
    return texts;
  }

  private Stream<Generator> generators(Expression value) {
    return value.variables().stream()
        .flatMap(variable -> scenario.variable(variable.name()).stream())
        .map(Variable::generator);
  }

  /** Returns the possible values, as far as the file lists them; of a range, its bounds. */
  private Stream<String> values(Expression value) {
    return value instanceof Expression.Literal literal
        ? Stream.of(literal.text())
        : generators(value).flatMap(Effects::values);
  }

  private static Stream<String> values(Generator generator) {
    if (generator instanceof Generator.Integers integers) {
      return Stream.of(integers.range().from(), integers.range().upTo())
          .map(bound -> Long.toString(bound.number()));
    }
    if (generator instanceof Generator.Octets octets) {
      return IntStream.of((int) octets.size().from().number(), (int) octets.size().upTo().number())
          .mapToObj("00"::repeat);
    }
    return generator.written().stream();
  }

  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  /** Returns whether an error in the pattern indicates that a login is refused. */
  private static boolean refusesLogin(Pattern pattern) {
    return pattern
        .ones()
        .filter(one -> one.name().equals("ErrorResponse"))
        .flatMap(one -> one.tests().stream())
        .filter(test -> test.field().equals("C") && !test.negated())
        .flatMap(test -> test.values().stream())
        .anyMatch(
            value ->
                NOT_LET_IN.stream()
                    .anyMatch(code -> value.isAmong(List.of(code), variable -> List.of())));
  }
}
