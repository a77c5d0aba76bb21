package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads steps: mappings that begin with their verb. */
final class StepReader {
  /** The words that steps begin with. */
  static final Set<String> VERBS = Set.copyOf(new StepReader(new ArrayList<>()).verbs.keySet());

  private final List<Problem> problems;
  private final ValueReader values;
  private final PayloadReader payloads;
  private final Map<String, Function<Fields, Step>> verbs = new LinkedHashMap<>();

  StepReader(List<Problem> problems) {
    this.problems = problems;
    values = new ValueReader(problems);
    payloads = new PayloadReader(problems);
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
    verbs.put("delay", f -> new Step.Delay(f.place(), values.time(f, "delay")));
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
    return new Step.Open(
        f.place(), f.requiredText("open"), values.over(f, "plain"), values.times(f, "times"));
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
        values.over(f, Step.USUAL),
        values.times(f, "times"),
        f.text("as", "default"),
        values.version(f),
        parameters);
  }

  private Step send(Fields f) {
    return new Step.Send(
        f.place(), f.requiredText("send"), payloads.payload(f, true), values.framing(f));
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
    Optional<Duration> within = f.scalar("within").flatMap(values::duration);
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

  private Step handshake(Fields f) {
    List<Step.Payload> behind =
        f.node("behind").flatMap(payloads::message).map(List::of).orElse(List.of());
    return new Step.Handshake(f.place(), f.requiredText("handshake"), f.texts("alpn"), behind);
  }

  private Step hold(Fields f) {
    List<Step.Payload> payload = payloads.payload(f, false);
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
        values.processId(f),
        f.expr("key").map(values::octets),
        values.over(f, Step.USUAL),
        values.times(f, "times"),
        values.framing(f));
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
                branches.add(new Step.Branch(values.time(branch, "after"), steps));
                branch.finish();
              }
            });
    return new Step.Together(f.place(), branches);
  }

  private Step repeat(Fields f) {
    return new Step.Repeat(
        f.place(),
        values.times(f, "repeat"),
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

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }
}
