package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pgconform.link.Transport;

/** Reads steps: mappings that begin with their verb. */
final class StepReader {
  /** The words that steps begin with. */
  static final Set<String> VERBS = Set.copyOf(new StepReader(new ArrayList<>()).verbs.keySet());

  private final List<Problem> problems;
  private final Map<String, Function<Fields, Step>> verbs = new LinkedHashMap<>();

  StepReader(List<Problem> problems) {
    this.problems = problems;
    verbs.put("open", this::open);
    verbs.put("start", this::start);
    verbs.put("send", this::send);
    verbs.put("expect", this::expect);
    verbs.put("handshake", this::handshake);
    verbs.put("hold", this::hold);
    verbs.put("release", f -> new Step.Release(f.place(), f.requiredText("release")));
    verbs.put("cancel", this::cancel);
    verbs.put("close", this::close);
    verbs.put("alive", f -> new Step.Alive(f.place(), f.someTexts("alive")));
    verbs.put("together", this::together);
    verbs.put("repeat", this::repeat);
    verbs.put("match", this::match);
    verbs.put("exhaust", this::exhaust);
    verbs.put("keys", this::keys);
    verbs.put("server", this::server);
    verbs.put("shutdown", this::shutdown);
    verbs.put("delay", f -> new Step.Delay(f.place(), time(f, "delay")));
  }

  List<Step> steps(Node node) {
    List<Step> steps = new ArrayList<>();
    if (!(node instanceof Node.Sequence sequence)) {
      problem(node.place(), "steps are a list (- verb: …), not " + node.kind());
      return steps;
    }
    for (Node item : sequence.items()) {
      step(item).ifPresent(steps::add);
    }
    return steps;
  }

  private Optional<Step> step(Node node) {
    if (!(node instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
      problem(node.place(), "a step is a mapping that begins with its verb, not " + node.kind());
      return Optional.empty();
    }
    Node.Scalar verb = mapping.entries().get(0).key();
    Function<Fields, Step> read = verbs.get(verb.text());
    if (read == null) {
      problem(
          verb.place(),
          "there is no step '%s'%s"
              .formatted(verb.text(), Words.hint(verb.text(), verbs.keySet())));
      return Optional.empty();
    }
    Fields fields = new Fields(mapping, "the step '" + verb.text() + "'", problems);
    Step step = read.apply(fields);
    fields.finish();
    return Optional.of(step);
  }

  private Step open(Fields f) {
    return new Step.Open(f.place(), f.requiredText("open"), over(f, "plain"), times(f, "times"));
  }

  private Step start(Fields f) {
    List<Step.Parameter> parameters = new ArrayList<>();
    f.node("parameters")
        .ifPresent(
            node -> {
              if (node instanceof Node.Scalar all
                  && ExprParser.parse(all) instanceof Expr.Variable variable) {
                parameters.add(new Step.Parameter(variable, variable));
                return;
              }
              Fields named = new Fields(node, "'parameters'", problems);
              for (Node.Entry entry : named.all()) {
                if (entry.value() instanceof Node.Scalar value) {
                  parameters.add(
                      new Step.Parameter(ExprParser.parse(entry.key()), ExprParser.parse(value)));
                } else {
                  problem(entry.value().place(), "a parameter has a single value");
                }
              }
            });
    return new Step.Start(
        f.place(),
        f.requiredText("start"),
        over(f, Step.USUAL),
        times(f, "times"),
        f.text("as", "default"),
        checked(
            f.expr("protocol", "3.0"),
            text -> text.matches("\\d{1,5}\\.\\d{1,5}"),
            "a protocol version is written as \"3.0\""),
        parameters);
  }

  private Step send(Fields f) {
    return new Step.Send(f.place(), f.requiredText("send"), payload(f, true), framing(f));
  }

  /** A value that is written out has to make sense; a variable's shows when the step runs. */
  private Expr checked(Expr expr, Predicate<String> good, String otherwise) {
    if (expr instanceof Expr.Literal literal && !good.test(literal.text())) {
      problem(literal.place(), otherwise);
    }
    return expr;
  }

  private Expr over(Fields f, String otherwise) {
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

  private Expr times(Fields f, String name) {
    return checked(
        f.expr(name, "1"),
        text -> text.matches("[1-9]\\d{0,4}"),
        "'%s' takes a number, or a variable that is one".formatted(name));
  }

  private Expr time(Fields f, String name) {
    return checked(
        f.expr(name, "0"),
        text -> Durations.parse(text).isPresent(),
        "a time is written as 500us, 20ms or 3s");
  }

  private Optional<Expr> framing(Fields f) {
    return f.expr("framing")
        .map(
            expr ->
                checked(expr, text -> false, "'framing' takes a variable, such as {cuts of: 20}"));
  }

  private List<Step.Payload> payload(Fields f, boolean required) {
    List<Step.Payload> payload = new ArrayList<>();
    Optional<Node> messages = f.node("messages");
    Optional<Node> bytes = f.node("bytes");
    if (required && messages.isEmpty() && bytes.isEmpty()) {
      f.problem(f.place(), "'messages' or 'bytes' is missing: what is sent?");
    }
    messages.ifPresent(
        node -> {
          for (Node item : Fields.items(node)) {
            message(item).ifPresent(payload::add);
          }
        });
    f.scalar("bytes")
        .ifPresent(
            scalar -> {
              Expr value = ExprParser.parse(scalar);
              checkHex(scalar, value);
              payload.add(new Step.Payload.Octets(scalar.place(), value));
            });
    return payload;
  }

  private void checkHex(Node.Scalar scalar, Expr value) {
    if (value instanceof Expr.Literal literal && !hexadecimal(literal.text())) {
      problem(scalar.place(), "octets are written in hexadecimal, two digits each: 00 00 00 08");
    }
  }

  private static boolean hexadecimal(String text) {
    String digits = text.replaceAll("\\s", "");
    return digits.length() % 2 == 0 && digits.matches("[0-9a-fA-F]*");
  }

  private Optional<Step.Payload> message(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return known(scalar)
          ? Optional.of(
              new Step.Payload.Message(scalar.place(), scalar.text(), List.of(), List.of()))
          : Optional.empty();
    }
    if (!(node instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
      problem(
          node.place(),
          "a message is a name (Sync) or a name with its fields ({Query: select 1}), not "
              + node.kind());
      return Optional.empty();
    }
    Node.Entry entry = mapping.entries().get(0);
    if (entry.key().text().equals("bytes") && entry.value() instanceof Node.Scalar scalar) {
      Expr value = ExprParser.parse(scalar);
      checkHex(scalar, value);
      return Optional.of(new Step.Payload.Octets(scalar.place(), value));
    }
    if (!known(entry.key())) {
      return Optional.empty();
    }
    return Optional.of(message(entry.key(), entry.value()));
  }

  private boolean known(Node.Scalar name) {
    if (Vocabulary.frontendNames().contains(name.text())) {
      return true;
    }
    problem(
        name.place(),
        "there is no message '%s' that a client sends%s"
            .formatted(name.text(), Words.hint(name.text(), Vocabulary.frontendNames())));
    return false;
  }

  private Step.Payload message(Node.Scalar name, Node value) {
    List<Step.Field> fields = new ArrayList<>();
    List<Step.Change> changes = new ArrayList<>();
    List<String> known = Vocabulary.sendableFieldsOf(name.text());
    if (value instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        String field = entry.key().text();
        Optional<Step.Change.Kind> change = change(field);
        if (known.contains(field)) {
          fields.add(new Step.Field(entry.key().place(), field, value(entry.value())));
        } else if (change.isPresent()) {
          changes.add(new Step.Change(entry.key().place(), change.get(), value(entry.value())));
        } else {
          problem(
              entry.key().place(),
              "%s has no field '%s'%s".formatted(name.text(), field, Words.hint(field, known)));
        }
      }
    } else if (known.isEmpty()) {
      problem(value.place(), "%s has no fields".formatted(name.text()));
    } else {
      fields.add(new Step.Field(value.place(), known.get(0), value(value)));
    }
    return new Step.Payload.Message(name.place(), name.text(), fields, changes);
  }

  private static Optional<Step.Change.Kind> change(String word) {
    for (Step.Change.Kind kind : Step.Change.Kind.values()) {
      if (Fields.written(kind).equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private Expr value(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return ExprParser.parse(scalar);
    }
    List<Expr> items = new ArrayList<>();
    if (node instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        items.add(
            new Expr.Listed(
                entry.key().place(), List.of(ExprParser.parse(entry.key()), value(entry.value()))));
      }
    } else {
      ((Node.Sequence) node).items().forEach(item -> items.add(value(item)));
    }
    return new Expr.Listed(node.place(), items);
  }

  private Step expect(Fields f) {
    List<Step.Choice> choices = new ArrayList<>();
    f.scalar("messages")
        .ifPresent(s -> pattern(s).ifPresent(p -> choices.add(new Step.Choice(s.place(), "", p))));
    f.node("one of")
        .ifPresent(
            node -> {
              Fields named = new Fields(node, "'one of'", problems);
              for (Node.Entry entry : named.all()) {
                if (entry.value() instanceof Node.Scalar text) {
                  pattern(text)
                      .ifPresent(
                          p ->
                              choices.add(
                                  new Step.Choice(entry.key().place(), entry.key().text(), p)));
                } else {
                  problem(entry.value().place(), "an outcome is described by a pattern (a text)");
                }
              }
            });
    if (f.has("messages") == f.has("one of")) {
      f.problem(f.place(), "either 'messages' or 'one of' says what is expected");
    }
    Optional<Duration> within = f.scalar("within").flatMap(this::duration);
    return new Step.Expect(f.place(), f.requiredText("expect"), choices, within);
  }

  private Optional<Pattern> pattern(Node.Scalar text) {
    try {
      return Optional.of(PatternParser.parse(text));
    } catch (PatternParser.Fault e) {
      problem(e.place, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Duration> duration(Node.Scalar scalar) {
    Optional<Duration> duration = Durations.parse(scalar.text());
    if (duration.isEmpty()) {
      problem(scalar.place(), "a time is written as 500us, 20ms or 3s");
    }
    return duration;
  }

  private Step handshake(Fields f) {
    List<Step.Payload> behind =
        f.node("behind").flatMap(this::message).map(List::of).orElse(List.of());
    return new Step.Handshake(f.place(), f.requiredText("handshake"), f.texts("alpn"), behind);
  }

  private Step hold(Fields f) {
    List<Step.Payload> payload = payload(f, false);
    if (payload.isEmpty()) {
      Expr query = new Expr.Variable(f.place(), "hold", "");
      payload.add(
          new Step.Payload.Message(
              f.place(), "Query", List.of(new Step.Field(f.place(), "query", query)), List.of()));
    }
    return new Step.Hold(f.place(), f.requiredText("hold"), payload);
  }

  private Step cancel(Fields f) {
    return new Step.Cancel(
        f.place(),
        f.requiredText("cancel"),
        f.text("as", "cancel"),
        f.expr("process id")
            .map(
                expr ->
                    checked(
                        expr,
                        text -> text.matches("negated|\\+\\d{1,9}|-?\\d{1,18}"),
                        "a process ID is a number, +1 beside the session's own, or negated")),
        f.expr("key")
            .map(
                expr ->
                    checked(
                        expr,
                        StepReader::hexadecimal,
                        "octets are written in hexadecimal, two digits each: 00 00 00 08")),
        over(f, Step.USUAL),
        times(f, "times"),
        framing(f));
  }

  private Step close(Fields f) {
    return new Step.Close(
        f.place(),
        f.requiredText("close"),
        f.word("by", Step.Close.Manner.class, Step.Close.Manner.FIN));
  }

  private Step together(Fields f) {
    List<Step.Branch> branches = new ArrayList<>();
    f.required("together")
        .ifPresent(
            node -> {
              for (Node item : Fields.items(node)) {
                Fields branch = new Fields(item, "a branch", problems);
                List<Step> steps = branch.required("steps").map(this::steps).orElse(List.of());
                branches.add(new Step.Branch(time(branch, "after"), steps));
                branch.finish();
              }
            });
    return new Step.Together(f.place(), branches);
  }

  private Step repeat(Fields f) {
    return new Step.Repeat(
        f.place(),
        times(f, "repeat"),
        f.required("steps").map(this::steps).orElse(new ArrayList<>()));
  }

  private Step match(Fields f) {
    Map<String, List<Step>> cases = new LinkedHashMap<>();
    f.required("cases")
        .ifPresent(
            node -> {
              for (Node.Entry entry : new Fields(node, "'cases'", problems).all()) {
                cases.put(entry.key().text(), steps(entry.value()));
              }
            });
    f.required("match");
    return new Step.Match(f.place(), f.expr("match", ""), cases);
  }

  private Step exhaust(Fields f) {
    return new Step.Exhaust(
        f.place(),
        f.requiredText("exhaust"),
        f.text("as", "default"),
        f.scalar("like").map(Node.Scalar::text));
  }

  private Step keys(Fields f) {
    return new Step.Keys(
        f.place(),
        f.someTexts("keys"),
        f.word("are", Step.Keys.Demand.class, Step.Keys.Demand.DISTINCT));
  }

  private Step server(Fields f) {
    Map<String, String> settings = new LinkedHashMap<>();
    f.node("settings")
        .ifPresent(
            node -> {
              for (Node.Entry entry : new Fields(node, "'settings'", problems).all()) {
                if (entry.value() instanceof Node.Scalar value) {
                  settings.put(entry.key().text(), value.text());
                } else {
                  problem(entry.value().place(), "a setting has a single value");
                }
              }
            });
    return new Step.Server(
        f.place(),
        f.word("server", Step.Server.State.class, Step.Server.State.RUNNING),
        Map.copyOf(settings));
  }

  private Step shutdown(Fields f) {
    return new Step.Shutdown(
        f.place(), f.word("shutdown", Step.Shutdown.Mode.class, Step.Shutdown.Mode.SMART));
  }

  /** All variables that steps refer to. */
  static List<Expr.Variable> variables(List<Step> steps) {
    List<Expr.Variable> result = new ArrayList<>();
    for (Step step : steps) {
      for (Object part : StepParts.of(step)) {
        if (part instanceof Expr expr) {
          result.addAll(expr.variables());
        } else if (part instanceof Pattern pattern) {
          result.addAll(StepParts.variables(pattern));
        }
      }
    }
    return result;
  }

  /** The names that steps give to connections, sessions and captures. */
  static Set<String> namesGiven(List<Step> steps) {
    Set<String> names = new HashSet<>();
    steps.forEach(step -> names.addAll(StepParts.namesGiven(step)));
    return names;
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
