package pgconform.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows all steps: the form of each, how a list of them is read, and the visitor that carries them
 * out.
 */
public final class Steps {
  /** The form of each step. */
  static final List<MappingSchema<Step>> FORMS =
      List.of(
          OpenStep.FORM,
          StartStep.FORM,
          SendStep.FORM,
          ExpectStep.FORM,
          ExpectStep.CLOSED,
          HandshakeStep.FORM,
          HoldStep.FORM,
          ReleaseStep.FORM,
          CancelStep.FORM,
          CloseStep.FORM,
          AliveStep.FORM,
          TogetherStep.FORM,
          RepeatStep.FORM,
          RoundsStep.FORM,
          MatchStep.FORM,
          ExhaustStep.FORM,
          KeysStep.FORM,
          ServerStep.FORM,
          ShutdownStep.FORM,
          DelayStep.FORM,
          GivenStep.FORM,
          SeenStep.FORM,
          TableStep.FORM,
          PipelineStep.FORM,
          TellStep.FORM,
          ToldStep.FORM,
          AcceptStep.FORM,
          AdmitStep.FORM,
          EncryptStep.FORM,
          RunningStep.FORM,
          ReplyStep.FORM,
          QuietStep.FORM,
          QuietStep.NOBODY,
          ListenStep.FORM,
          RaceStep.FORM,
          FindStep.FORM,
          StallStep.FORM,
          RenewStep.FORM);

  /**
   * Carries steps out: for each step there is one method, which is named after the step's verb.
   *
   * @param <X> the exception that ends a case before all its steps are carried out
   */
  public interface Visitor<X extends Exception> {
    default void open(OpenStep step) throws X {
      elsewhere(step);
    }

    default void start(StartStep step) throws X {
      elsewhere(step);
    }

    void send(SendStep step) throws X;

    void expect(ExpectStep step) throws X;

    default void handshake(HandshakeStep step) throws X {
      elsewhere(step);
    }

    default void hold(HoldStep step) throws X {
      elsewhere(step);
    }

    default void release(ReleaseStep step) throws X {
      elsewhere(step);
    }

    default void cancel(CancelStep step) throws X {
      elsewhere(step);
    }

    void close(CloseStep step) throws X;

    default void alive(AliveStep step) throws X {
      elsewhere(step);
    }

    default void together(TogetherStep step) throws X {
      elsewhere(step);
    }

    void repeat(RepeatStep step) throws X;

    default void rounds(RoundsStep step) throws X {
      elsewhere(step);
    }

    void match(MatchStep step) throws X;

    default void exhaust(ExhaustStep step) throws X {
      elsewhere(step);
    }

    default void keys(KeysStep step) throws X {
      elsewhere(step);
    }

    default void server(ServerStep step) throws X {
      elsewhere(step);
    }

    default void shutdown(ShutdownStep step) throws X {
      elsewhere(step);
    }

    void delay(DelayStep step) throws X;

    void given(GivenStep step) throws X;

    void seen(SeenStep step) throws X;

    default void table(TableStep step) throws X {
      elsewhere(step);
    }

    default void pipeline(PipelineStep step) throws X {
      elsewhere(step);
    }

    default void tell(TellStep step) throws X {
      elsewhere(step);
    }

    default void told(ToldStep step) throws X {
      elsewhere(step);
    }

    default void accept(AcceptStep step) throws X {
      elsewhere(step);
    }

    default void admit(AdmitStep step) throws X {
      elsewhere(step);
    }

    default void encrypt(EncryptStep step) throws X {
      elsewhere(step);
    }

    default void running(RunningStep step) throws X {
      elsewhere(step);
    }

    default void reply(ReplyStep step) throws X {
      elsewhere(step);
    }

    default void quiet(QuietStep step) throws X {
      elsewhere(step);
    }

    default void listen(ListenStep step) throws X {
      elsewhere(step);
    }

    default void race(RaceStep step) throws X {
      elsewhere(step);
    }

    default void find(FindStep step) throws X {
      elsewhere(step);
    }

    default void stall(StallStep step) throws X {
      elsewhere(step);
    }

    default void renew(RenewStep step) throws X {
      elsewhere(step);
    }

    /** Handles a step of another role; the reader of scenarios rejects such steps. */
    default void elsewhere(Step step) throws X {
      throw new IllegalStateException("a step of another role: " + step.told());
    }
  }

  /** The type of a list of steps in fields of other forms. */
  static final Type<List<Step>> LIST =
      new Type<>(Type.reference("steps"), (node, field, problems) -> read(node, problems))
          .reducedBy(Reduction::shorter);

  /** The type of a list of steps that are kept when a failure is reduced. */
  static final Type<List<Step>> KEPT =
      new Type<>(Type.reference("steps"), (node, field, problems) -> read(node, problems));

  /** The forms of steps by the verbs that they begin with. */
  private static final Map<String, MappingSchema<Step>> BY_VERB = MappingSchema.byName(FORMS);

  private Steps() {}

  /** Returns the words that steps begin with. */
  static Set<String> verbs() {
    return BY_VERB.keySet();
  }

  /** Returns the form of a step that is written correctly. */
  static Optional<MappingSchema<Step>> form(Node step) {
    return step instanceof Node.Mapping mapping && !mapping.entries().isEmpty()
        ? Optional.ofNullable(BY_VERB.get(mapping.entries().get(0).key().text()))
        : Optional.empty();
  }

  private static List<Step> read(Node node, FileErrors problems) {
    List<Step> steps = new ArrayList<>();
    if (node instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> read(item, steps, problems));
    } else {
      problems.add(node.place(), "steps are a list (- verb: …), not " + node.kind());
    }
    return List.copyOf(steps);
  }

  private static void read(Node node, List<Step> steps, FileErrors problems) {
    if (!(node instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
      problems.add(
          node.place(), "a step is a mapping that begins with its verb, not " + node.kind());
      return;
    }
    Node.Scalar verb = mapping.entries().get(0).key();
    form(node)
        .ifPresentOrElse(
            form -> steps.add(form.read(mapping, problems)),
            () ->
                problems.add(
                    verb.place(),
                    "there is no step '%s'%s",
                    verb.text(),
                    Spelling.hint(verb.text(), verbs())));
  }
}
